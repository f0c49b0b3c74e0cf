import type { Ports } from '../../ports/ports.ts';
import { usableChannel } from '../channels/channel-settings.ts';
import type { Composer } from '../messages/compose.ts';
import type { DirectRecipient } from './direct-recipient.ts';
import type { DirectMessage } from './direct-request.ts';
import { type DirectResult, permanentFailure } from './direct-result.ts';
import {
  compileWords,
  type DirectTemplates,
  type DirectWords,
  directWords,
  nothingFor,
  saysSomething,
} from './direct-words.ts';

/** What a recipient's message is made with. */
export interface CompiledMessage {
  readonly composer: Composer;
  readonly words: DirectWords;
}

export type Compile = (recipient: DirectRecipient) => Promise<CompiledMessage | DirectResult>;

/** Compiles words once for all recipients of a channel type who have the same overrides. */
export function directCompiler(
  ports: Ports,
  applicationId: string,
  message: DirectMessage,
  templates: DirectTemplates,
): Compile {
  const known = new Map<string, ReturnType<Compile>>();
  return ({ channelType, configuration: { BodyOverride, TitleOverride, RawContent } }) => {
    const overrides = { BodyOverride, TitleOverride, RawContent };
    const key = JSON.stringify([channelType, overrides]);
    const compiled =
      known.get(key) ??
      (async () => {
        const words = directWords(channelType, message, templates);
        if (!words || !saysSomething(words, overrides)) {
          return permanentFailure(nothingFor(channelType).message);
        }
        const settings = await usableChannel(ports, applicationId, channelType);
        if ('unusable' in settings) return permanentFailure(settings.unusable);
        return { words, composer: compileWords(ports, words, settings, overrides) };
      })();
    known.set(key, compiled);
    return compiled;
  };
}
