import { Card, Stack, Text } from '../parts/Box.tsx';
import { Mark } from '../parts/Mark.tsx';

/** Shown where the page has no right to talk to the program: no code in the address, or a program started anew. */
export function Refused() {
  return (
    <Stack
      as="main"
      align="center"
      justify="center"
      textAlign="center"
      style={{ minHeight: '100%', padding: 24 }}
      data-testid="refused"
    >
      <Text below={12} tone="accent">
        <Mark size={44} />
      </Text>
      <h1>This page has no key</h1>
      <Text as="p" above={8} tone="soft" style={{ maxWidth: '52ch' }}>
        Plimsoll gives a new key with every address it prints, valid once and for one minute, so that no other
        page in this browser can start a load test. In a terminal, run
      </Text>
      <Card as="code" above={12} mono size="lead" style={{ padding: '9px 16px', userSelect: 'all' }}>
        plimsoll serve
      </Card>
      <Text as="p" above={8} tone="soft" style={{ maxWidth: '52ch' }}>
        and open the address it prints. Nothing is lost: all runs are stored.
      </Text>
    </Stack>
  );
}
