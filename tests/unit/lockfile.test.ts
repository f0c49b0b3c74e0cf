import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

interface LockedPackage {
  readonly optionalDependencies?: Record<string, string>;
  readonly optional?: boolean;
  readonly os?: readonly string[];
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, LockedPackage>;
};

describe('package-lock.json', () => {
  // A registry that lacks some platform's binary makes npm leave it out, and `npm ci` then refuses the lock.
  it('holds the binaries of every platform, so that npm ci takes it', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
      ),
    );
    expect(missing).toEqual([]);
  });

  it('binds each of those binaries to its system, so that no other fetches it', () => {
    const binaries = Object.entries(packages).filter(([path]) =>
      /-(darwin|win32|linux|android|freebsd)-/.test(path),
    );
    expect(binaries.length).toBeGreaterThan(20);
    expect(binaries.filter(([, { os }]) => os?.length !== 1).map(([path]) => path)).toEqual([]);
  });
});
