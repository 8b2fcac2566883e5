import { OWN_NAMES } from './own-names.ts';

/** Texts shorter than this are in too many places by chance; hiding them would only make a text unreadable. */
export const MIN_SECRET_LENGTH = 4;

/**
 * Words of plans, documents and terminals. As the text of a secret they are worth little, and to hide them wherever they
 * stand would take apart what holds them: a plan whose protocol is no protocol any more cannot be read.
 */
const WORDS: ReadonlySet<string> = new Set(
  [
    'true false null none undefined text json form file data default name names value values user users admin root',
    'guest test tests demo local localhost password passwd secret token prod production staging stage development',
    'http https websocket wss events stream plan plans load class classes service services target request requests',
    'open closed shared per-user new-each-time intended actual constant poisson random sequential unique round-robin',
    'latency throughput error errors errorRate breakingPoint total every-service every-endpoint excellent good',
    'acceptable poor mean median smoke soak spike stress baseline ramp hold running completed stopped failed',
    'interrupted client network guard side code message hint status body header headers path query light medium heavy',
    'back-off after-close base64 subscribe post patch delete head options content-type application',
  ].flatMap((line) => line.split(' ')),
);

/** A secret of this text is not hidden by value: it is too short, a usual word, part of a name of ours, or a small number. */
export function isTooCommon(text: string): boolean {
  if (text.length < MIN_SECRET_LENGTH || WORDS.has(text) || /^\d{1,4}$/.test(text)) return true;
  return OWN_NAMES.some((name) => name.includes(text));
}
