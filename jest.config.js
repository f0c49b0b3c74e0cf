export default {
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } } }],
    // Modules that only bundlers can load as they are (src/adapters/aws/dt-sql-parser.d.ts).
    '/dt-sql-parser/.+\\.js$': ['@swc/jest', { jsc: { target: 'es2024' }, module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: ['/node_modules/(?!dt-sql-parser/)'],
  testEnvironment: 'node',
  testTimeout: 60_000,
  // Modules of files that have run are never given back, so a process that has too many of them is ended and replaced.
  maxWorkers: 2,
  workerIdleMemoryLimit: '1500MB',
};
