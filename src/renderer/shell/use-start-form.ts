import { useState } from 'react';
import type { Overrides } from '../../contract/plan.ts';
import { type MessageErrors, type MessageForm, messageOverridesOf, NO_MESSAGE } from './message-form.ts';
import {
  type FormErrors,
  formOf,
  overridesOf,
  requestOfUrl,
  type StartForm,
  type StartRequest,
} from './start-form.ts';

export interface StartFormState {
  /** As asked for, or as a bare address was said to be read. */
  readonly request: StartRequest;
  readonly form: StartForm;
  readonly setForm: (form: StartForm) => void;
  readonly messages: MessageForm;
  readonly setMessages: (form: MessageForm) => void;
  /** Takes a bare http address for requests or for event streams; what was typed about time stays. */
  readonly readAs: (kind: 'requests' | 'events') => void;
  readonly overrides: Overrides;
  readonly errors: FormErrors & MessageErrors;
}

/** The fields of the start dialog and what they ask for. */
export function useStartForm(asked: StartRequest): StartFormState {
  const [request, setRequest] = useState(asked);
  const [form, setForm] = useState<StartForm>(() => formOf(asked.overrides));
  const [messages, setMessages] = useState(NO_MESSAGE);
  const load = overridesOf(form, request.overrides);
  const said = messageOverridesOf(request.bare === 'socket' ? messages : NO_MESSAGE);
  const readAs = (kind: 'requests' | 'events') => {
    const { plan } = request;
    if (plan.kind !== 'url') return;
    const next = requestOfUrl(plan.url, { asEvents: kind === 'events' });
    setRequest(next);
    setForm({ ...formOf(next.overrides), duration: form.duration, warmup: form.warmup });
  };
  return {
    request,
    form,
    setForm,
    messages,
    setMessages,
    readAs,
    overrides: { ...load.overrides, ...said.overrides },
    errors: { ...load.errors, ...said.errors },
  };
}
