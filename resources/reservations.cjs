/**
 * Leaves out what functions reserve of the account's concurrency when `--param="reserve=none"` asks for that. Many new
 * accounts may run ten functions at a time, and AWS then refuses every reservation (docs/limits.md).
 */
module.exports = class Reservations {
  constructor(serverless) {
    this.serverless = serverless;
    this.hooks = { initialize: () => this.leaveOut() };
  }

  leaveOut() {
    const { service } = this.serverless;
    const { reserve } = service.custom;
    if (!['all', 'none'].includes(reserve)) {
      const refusal = new Error(`The parameter reserve must be all or none, not "${reserve}"`);
      refusal.stack = refusal.message; // the Framework prints the stack, which helps nobody here
      throw refusal;
    }
    if (reserve === 'all') return;
    for (const name of service.getAllFunctions()) delete service.getFunction(name).reservedConcurrency;
  }
};
