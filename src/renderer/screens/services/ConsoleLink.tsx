import { SquareTerminal } from 'lucide-react';
import { Link } from 'wouter';
import { paths } from '../../navigation.ts';
import styles from './ConsoleLink.module.css';
import { socketUrlOf } from './socket-url.ts';

/** Opens the console on a service that speaks WebSocket; nothing for the others. */
export function ConsoleLink({ service, url }: { service: string; url: string }) {
  const socket = socketUrlOf(service, url);
  if (socket === null) return null;
  return (
    <Link href={paths.console(socket)} className={styles.link ?? ''} data-testid={`console-of-${service}`}>
      <SquareTerminal size={13} aria-hidden="true" />
      Console
    </Link>
  );
}
