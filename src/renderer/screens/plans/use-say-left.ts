import { useLocation } from 'wouter';
import { paths } from '../../navigation.ts';
import type { LeftPlan } from '../../stores/plan-editor.ts';
import { useWorkbench } from '../../workbench.tsx';
import { leftWords } from './left-words.ts';
import { usePlanActions } from './use-plan-actions.ts';

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
