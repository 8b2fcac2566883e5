import { useLocation } from 'wouter';
import { failureText } from '../../../../contract/failure.ts';
import type { Notice } from '../../../stores/notices.ts';
import type { LeftPlan } from '../../../stores/plan-editor.ts';
import { useWorkbench } from '../../../stores/workbench.tsx';
import { paths } from '../../../words/navigation.ts';
import { usePlanActions } from '../list/use-plan-actions.ts';

interface WaysOut {
  readonly open: (planId: string) => void;
  readonly download: (name: string, text: string) => void;
}

/** What is said of a text that was left unstored, and the way to it. */
export function leftWords(
  left: LeftPlan,
  { open, download }: WaysOut,
): { readonly text: string; readonly action: Notice['action']; readonly stays: boolean } {
  const name = left.name === '' ? 'The plan' : `“${left.name}”`;
  if (left.outcome === 'kept') return { text: `${name} is saved now.`, action: null, stays: false };
  if (left.outcome === 'copied') {
    return {
      text: `${name} could not be saved when you left it. What you wrote is now a separate plan.`,
      action: { label: 'Open it', run: () => open(left.planId) },
      stays: false,
    };
  }
  return {
    text: `${name} is not saved. ${failureText({ ...left.failure, hint: '' })} Saving is retried once Plimsoll can be reached again, as long as this window is open.`,
    action: { label: 'Download it', run: () => download(left.name, left.text) },
    stays: true,
  };
}

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
