import { printDuration } from '../../../../contract/duration.ts';
import type { WebSocketScenario } from '../../../../contract/run-plan.ts';

/** What the connections of a class do beside sending at their rate: confirmation, binary frames, coming back. */
export function webSocketSentences({ confirm, frames, reconnect }: WebSocketScenario): string[] {
  const sentences: string[] = [];
  if (confirm !== undefined && confirm !== null) {
    const value = JSON.stringify(confirm.value);
    const says = confirm.pointer === '' ? `is ${value}` : `has ${value} at ${confirm.pointer}`;
    sentences.push(`Each counts as subscribed once a frame ${says}.`);
  }
  if (frames === 'base64') sentences.push('Their frames are binary, written in the plan as base64.');
  const delay = printDuration(reconnect.delayMs);
  if (reconnect.policy === 'after-close') sentences.push(`One that is closed reconnects after ${delay}.`);
  if (reconnect.policy === 'back-off') {
    sentences.push(
      `One that fails or is closed reconnects after ${delay}, then after up to twice as long each time.`,
    );
  }
  return sentences;
}
