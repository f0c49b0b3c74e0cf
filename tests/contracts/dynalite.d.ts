declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** DynamoDB in memory; the three delays are how long a table stays in its passing states, in milliseconds. */
  export default function dynalite(options: {
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }): Server;
}
