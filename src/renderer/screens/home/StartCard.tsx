import type { ReactNode } from 'react';
import { Card, Text } from '../../parts/Box.tsx';

/** One of the ways to begin: what it is called, what it does, and the way in. */
export function StartCard({ title, what, children }: { title: string; what: string; children: ReactNode }) {
  const id = title.toLowerCase().replaceAll(' ', '-');
  return (
    <Card as="section" gap={4} pad="normal" aria-labelledby={id}>
      <Text as="h2" size="lead" id={id}>
        {title}
      </Text>
      <Text as="p" tone="soft" style={{ minHeight: 40, maxWidth: '60ch' }}>
        {what}
      </Text>
      {children}
    </Card>
  );
}
