import { Component, type ReactNode } from 'react';
import { Button } from '../parts/Button.tsx';
import { ErrorNote } from '../parts/ErrorNote.tsx';

interface State {
  readonly message: string | null;
}

/** A bug in one screen must not take the others, or the way out, with it. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { message: null };

  static getDerivedStateFromError(error: unknown): State {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { message } = this.state;
    if (message === null) return this.props.children;
    return (
      <div style={{ padding: 28 }}>
        <ErrorNote
          failure={{
            code: 'internal.screen',
            side: 'client',
            message: `This screen failed: ${message}`,
            hint: 'This is a bug in Plimsoll. Runs and data are safe.',
          }}
          actions={<Button onClick={() => location.reload()}>Reload</Button>}
        />
      </div>
    );
  }
}
