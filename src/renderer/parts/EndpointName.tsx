import { memo } from 'react';
import { Row, Text } from './Box.tsx';
import { MiddleText } from './MiddleText.tsx';

interface Place {
  readonly service: string;
  readonly endpoint: string;
}

/** Service and endpoint on one line; where it is tight, the service gives way first. */
export const EndpointName = memo(function EndpointName({ service, endpoint }: Place) {
  return (
    <Row as="span" gap={6} title={`${service} ${endpoint}`}>
      <Text clip tone="muted" style={{ flex: '0 6 auto', minWidth: 26 }}>
        {service}
      </Text>
      <MiddleText text={endpoint} title={`${service} ${endpoint}`} weight="medium" />
    </Row>
  );
});
