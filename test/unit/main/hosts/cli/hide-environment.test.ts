import { expect, it } from 'vitest';
import { hideEnvironment } from '../../../../../src/main/hosts/cli/hide-environment.ts';

it('hides the credentials of a shell in what an error says, and no settings', () => {
  const hide = hideEnvironment({
    PLIMSOLL_SECRET_SHOP: 'hush-hush-1',
    GITHUB_TOKEN: 'ghp-12345678',
    DESKTOP_SESSION: 'cinnamon-wayland',
  });
  expect(hide('Error: hush-hush-1, ghp-12345678 and cinnamon-wayland')).toBe(
    'Error: [secret PLIMSOLL_SECRET_SHOP], [secret GITHUB_TOKEN] and cinnamon-wayland',
  );
});
