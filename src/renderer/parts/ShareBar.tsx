import styles from './ShareBar.module.css';

/** How much of the most, at a glance; the number stands beside it. @param share 0 … 1 */
export function ShareBar({ share }: { share: number }) {
  return (
    <span className={styles.track} aria-hidden="true">
      <span className={styles.fill} style={{ width: `${Math.max(share > 0 ? 1 : 0, share * 100)}%` }} />
    </span>
  );
}
