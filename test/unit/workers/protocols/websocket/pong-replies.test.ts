import { expect, test } from 'vitest';
import { PongReplies } from '../../../../../src/workers/protocols/websocket/pong-replies.ts';

function replies() {
  const sent: string[] = [];
  const taken: (() => void)[] = [];
  const pongs = new PongReplies((payload, done) => {
    sent.push(payload.toString());
    taken.push(done);
  });
  return { pongs, sent, taken };
}

test('answers every ping while the socket takes the pongs', () => {
  const { pongs, sent, taken } = replies();
  for (let n = 0; n < 1_000; n += 1) {
    pongs.reply(Buffer.from(String(n)));
    taken.shift()?.();
  }
  expect(sent.length).toBe(1_000);
});

test('holds 64 pongs for a socket that does not, then only the latest', () => {
  const { pongs, sent, taken } = replies();
  const reused = Buffer.from('0000');
  for (let n = 0; n < 10_000; n += 1) {
    reused.write(String(n).padStart(4, '0'));
    pongs.reply(reused);
  }
  expect(sent.length).toBe(64);
  reused.write('xxxx');
  taken.shift()?.();
  expect(sent.slice(64)).toEqual(['9999']);
  for (const done of taken.splice(0)) done();
  expect(sent.length).toBe(65);
});
