import { Gauge } from 'lucide-react';
import { useLocation } from 'wouter';
import { Box } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { paths } from '../../words/navigation.ts';
import { StartCard } from './StartCard.tsx';

/** The question on this screen, answered for a target of one's own. */
export function FindCapacity() {
  const [, navigate] = useLocation();
  return (
    <StartCard
      title="Find the capacity"
      what="Raises the load until your objectives no longer hold: how much it carries, how it fails, how it recovers."
    >
      <Box above={8}>
        <Button
          size="large"
          icon={<Gauge />}
          onClick={() => navigate(paths.capacity())}
          data-testid="find-capacity"
        >
          Find the capacity
        </Button>
      </Box>
    </StartCard>
  );
}
