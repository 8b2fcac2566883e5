import { SquareTerminal } from 'lucide-react';
import { Link } from 'wouter';
import { Row } from '../../parts/Box.tsx';
import { socketUrlOf } from '../../shell/socket-url.ts';
import { paths } from '../../words/navigation.ts';

/** Opens the console on a service that speaks WebSocket; nothing for the others. */
export function ConsoleLink({ service, url }: { service: string; url: string }) {
  const socket = socketUrlOf(service, url);
  if (socket === null) return null;
  return (
    <Row
      as={Link}
      inline
      gap={6}
      nowrap
      size="small"
      href={paths.console(socket)}
      data-testid={`console-of-${service}`}
    >
      <SquareTerminal size={13} />
      Console
    </Row>
  );
}
