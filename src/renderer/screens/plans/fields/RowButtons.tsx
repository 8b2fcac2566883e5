import { Ellipsis, Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { ActionMenu, type MenuAction } from '../../../parts/ActionMenu.tsx';
import { Button } from '../../../parts/Button.tsx';
import { useEditor } from './editor-context.tsx';

interface Props {
  readonly label: string;
  readonly onClick: () => void;
}

/** Takes a row away; nothing where a plan is only shown. */
export function RemoveButton({ label, onClick }: Props) {
  if (useEditor().readOnly) return null;
  return <Button look="quiet" icon={<X />} aria-label={`Remove ${label}`} onClick={onClick} />;
}

/** Adds a row; nothing where a plan is only shown. */
export function AddButton({ onClick, children = 'Add' }: { onClick: () => void; children?: ReactNode }) {
  if (useEditor().readOnly) return null;
  return (
    <Button look="quiet" size="small" style={{ alignSelf: 'start' }} icon={<Plus />} onClick={onClick}>
      {children}
    </Button>
  );
}

/** What else can be done with a row, behind three dots. */
export function MoreMenu({ label, actions }: { label: string; actions: readonly MenuAction[] }) {
  const icon = <Ellipsis />;
  return (
    <ActionMenu
      trigger={<Button look="quiet" size="small" icon={icon} aria-label={`More for ${label}`} />}
      actions={actions}
    />
  );
}
