import { useLocation } from 'wouter';
import type { LeftPlan } from '../../../stores/plan-editor.ts';
import { useWorkbench } from '../../../stores/workbench.tsx';
import { paths } from '../../../words/navigation.ts';
import { usePlanActions } from '../list/use-plan-actions.ts';
import { leftWords } from './left-words.ts';

/** Says what became of a text that was left unstored, wherever the user is by then. */
export function useSayLeft(): (left: LeftPlan) => void {
  const { notices } = useWorkbench();
  const { download } = usePlanActions();
  const [, navigate] = useLocation();
  return (left) => {
    const { text, action, stays } = leftWords(left, {
      open: (planId) => navigate(paths.plan(planId)),
      download,
    });
    notices.getState().say(text, action, stays);
  };
}
