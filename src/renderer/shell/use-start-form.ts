import { useRef, useState } from 'react';
import { type AddressForm, addressFormOf, readAddressForm } from './address-form.ts';
import { messageOverridesOf, NO_MESSAGE } from './message-form.ts';
import {
  ALL_FIELDS,
  bareKindOf,
  fieldsOf,
  formOf,
  overridesOf,
  requestOfUrl,
  type StartForm,
  type StartRequest,
  shownOf,
  USUAL_SHAPE,
} from './start-form.ts';

export type StartFormState = ReturnType<typeof useStartForm>;

/** The fields of the start dialog and what they ask for. */
export function useStartForm(asked: StartRequest) {
  const [request, setRequest] = useState(asked);
  const [form, setForm] = useState<StartForm>(() => formOf(asked.overrides));
  const [shape, setShape] = useState(USUAL_SHAPE);
  const [messages, setMessages] = useState(NO_MESSAGE);
  const [address, putAddress] = useState(() => addressOf(asked));
  const read = address === null ? null : readAddressForm(address, request);
  // While something is wrong, what is shown is what was asked for last.
  const lastPlan = useRef(request.plan);
  lastPlan.current = read?.plan ?? lastPlan.current;
  const fields = fieldsOf(request, shape);
  // Of a plan that was run before, what is not shown stays as it was.
  const owned = request.bare === undefined ? fields : ALL_FIELDS;
  const load = overridesOf(shownOf(form, fields), request.overrides, owned);
  const said = messageOverridesOf(request.bare === 'socket' ? messages : NO_MESSAGE);
  /** The load of another kind of address is counted in other things. */
  const become = (url: string, asEvents: boolean) => {
    if (bareKindOf(url, asEvents) === request.bare) return;
    const next = requestOfUrl(url, { asEvents });
    setRequest(next);
    setForm({ ...formOf(next.overrides), duration: form.duration, warmup: form.warmup });
  };
  return {
    /** As asked for, or as a bare address was said to be read and filled in. */
    request: { ...request, plan: lastPlan.current },
    form,
    setForm,
    /** Those of the form that are asked now. */
    fields,
    shape,
    setShape,
    /** What is sent to a bare address; null: a plan says itself. */
    address,
    setAddress: (next: AddressForm) => {
      putAddress(next);
      become(next.endpoints[0]?.url ?? '', request.bare === 'events');
    },
    messages,
    setMessages,
    /** Takes a bare http address for requests or for event streams; what was typed about time stays. */
    readAs: (kind: 'requests' | 'events') => become(address?.endpoints[0]?.url ?? '', kind === 'events'),
    overrides: { ...load.overrides, ...said.overrides },
    errors: { ...load.errors, ...said.errors },
    addressErrors: read?.errors ?? {},
  };
}

function addressOf({ address, plan }: StartRequest): AddressForm | null {
  return address ?? (plan.kind === 'url' ? addressFormOf(plan.url) : null);
}
