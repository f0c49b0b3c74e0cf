import { migrate } from '../../src/core/schema/migrate.ts';
import { migrationPorts } from '../../src/runtime/aws-migration.ts';
import { asCustomResource } from '../../src/runtime/custom-resource.ts';
import { atTheEdge } from '../../src/runtime/lambda-edge.ts';

const ports = migrationPorts(process.env); // once per cold start

/** Asked by CloudFormation, as resources/schema.cjs says. */
export const handler = atTheEdge(asCustomResource(() => migrate(ports)));
