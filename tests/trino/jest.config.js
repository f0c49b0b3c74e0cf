import shared from '../../jest.config.js';

/** What `npm run test:trino` runs, against the Trino that tests/trino/run.sh has started. */
export default {
  ...shared,
  rootDir: '../..',
  testMatch: ['<rootDir>/tests/trino/*.trino.ts', '<rootDir>/tests/unit/*/compiled-*.test.ts'],
  testTimeout: 600_000,
};
