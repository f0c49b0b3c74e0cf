const { execFileSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const ROOT = join(__dirname, '..');
/** Node of the lockfile: it runs TypeScript as it is, whichever Node runs the Framework. */
const NODE = join(ROOT, 'node_modules/node/bin/node');

/** Builds the dashboard before functions are packaged: functions/api carries its files. */
module.exports = class DashboardBuild {
  constructor() {
    const build = () =>
      execFileSync(existsSync(NODE) ? NODE : process.execPath, [join(ROOT, 'dashboard/build.ts')], {
        cwd: ROOT,
        stdio: 'inherit',
      });
    this.hooks = {
      'before:package:initialize': build,
      'before:deploy:function:initialize': build,
    };
  }
};
