import { Link } from 'wouter';
import { Text } from '../parts/Box.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { Page } from '../parts/Page.tsx';
import { decodePart, paths } from '../words/navigation.ts';

/** For an address that leads to no screen: says so, and where to go on. */
export function UnknownScreen({ address }: { address: string }) {
  return (
    <Page title="Page not found">
      <EmptyState
        title="There is nothing at this address"
        action={
          <>
            <Link href={paths.home}>Home</Link>
            <Link href={paths.runs}>All runs</Link>
            <Link href={paths.plans}>All plans</Link>
          </>
        }
      >
        There is no page at <Text mono>{decodePart(address)}</Text>. The link may be incomplete, or come from
        another version of Plimsoll.
      </EmptyState>
    </Page>
  );
}
