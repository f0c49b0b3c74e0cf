import type { RenderContext } from '../templates/render.ts';
import type { RecipientConfiguration } from './direct-request.ts';

/** Whom a direct message goes to. */
export interface DirectRecipient {
  readonly channelType: string;
  readonly address: string;
  /** Absent for a bare address. */
  readonly endpointId?: string;
  readonly userId?: string;
  /** The endpoint in Pinpoint's shape; of a bare address what is known of it. */
  readonly data: RenderContext;
  readonly configuration: RecipientConfiguration;
}
