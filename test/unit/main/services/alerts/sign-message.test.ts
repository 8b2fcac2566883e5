import { describe, expect, it } from 'vitest';
import { signedHeaders, signingKey } from '../../../../../src/main/services/alerts/sign-message.ts';

/** The worked example of the reference libraries of Standard Webhooks. */
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const MESSAGE = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}' };

describe('a signed message', () => {
  it('has the signature of the worked example', () => {
    const key = signingKey(SECRET, 'HOOK');
    expect(key.ok && signedHeaders(MESSAGE, key.value, 1_614_265_330_999)).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it.each([
    ['no prefix', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    ['no base64', 'whsec_not a secret at all, is it?'],
    ['fewer than 24 bytes', `whsec_${Buffer.alloc(23).toString('base64')}`],
    ['more than 64 bytes', `whsec_${Buffer.alloc(65).toString('base64')}`],
    ['nothing', ''],
  ])('is not signed with %s', (_, secret) => {
    const key = signingKey(secret, 'HOOK');
    expect(!key.ok && [key.failure.code, key.failure.message]).toEqual([
      'alert.bad_secret',
      'What HOOK holds is no secret for webhooks: that is whsec_ and 24 to 64 bytes in base64.',
    ]);
  });
});
