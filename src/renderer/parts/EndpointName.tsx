import { memo } from 'react';
import styles from './EndpointName.module.css';
import { MiddleText } from './MiddleText.tsx';

/** Service and endpoint on one line; where it is tight, the service gives way first. */
export const EndpointName = memo(function EndpointName({
  service,
  endpoint,
}: {
  service: string;
  endpoint: string;
}) {
  return (
    <span className={styles.pair} title={`${service} ${endpoint}`}>
      <span className={styles.service}>{service}</span>
      <MiddleText text={endpoint} title={`${service} ${endpoint}`} className={styles.endpoint} />
    </span>
  );
});
