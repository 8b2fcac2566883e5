import { Mark } from '../parts/Mark.tsx';
import styles from './Refused.module.css';

/** Shown where the page has no right to talk to the program: no code in the address, or a program started anew. */
export function Refused() {
  return (
    <main className={styles.page} data-testid="refused">
      <span className={styles.mark}>
        <Mark size={44} />
      </span>
      <h1>This page has no key</h1>
      <p className={styles.text}>
        Plimsoll gives a new key with every address it prints, valid once and for one minute, so that no other
        page in this browser can start a load test. In a terminal, run
      </p>
      <code className={styles.command}>plimsoll serve</code>
      <p className={styles.text}>and open the address it prints. Nothing is lost: all runs are stored.</p>
    </main>
  );
}
