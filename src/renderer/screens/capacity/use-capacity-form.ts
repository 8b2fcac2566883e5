import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Overrides } from '../../../contract/plan.ts';
import { recordOf } from '../../../contract/plan-data.ts';
import type { Call, PlanRef } from '../../../contract/wire.ts';
import { settleAddress } from '../../parts/settled-address.ts';
import { type AddressForm, addressFormOf, readAddressForm } from '../../shell/address-form.ts';
import { bareKindOf } from '../../shell/start-form.ts';
import { standInsAreLikely } from '../../stores/services.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { type CapacitySubject, paths } from '../../words/navigation.ts';
import {
  type CapacityForm,
  capacityOf,
  EMPTY_FORM,
  formOfBlock,
  formOfSearch,
  USUAL_FORM,
} from './capacity-form.ts';
import { addressedBy, keptOverrides, planOf, type Subject } from './capacity-subject.ts';

export type CapacityFormState = ReturnType<typeof useCapacityForm>;

/** What is searched, how, and what is wrong with it; and the address that leads back to it. */
export function useCapacityForm(asked: CapacitySubject | null) {
  const { host, services, notices } = useWorkbench();
  const [subject, setSubject] = useState<Subject>({ kind: 'url' });
  const [address, setAddress] = useState<AddressForm>(() => addressFormOf(''));
  const [form, setForm] = useState<CapacityForm>(USUAL_FORM);
  /** What the plan's own block says. */
  const [written, setWritten] = useState<CapacityForm>(EMPTY_FORM);
  const [isFilling, setFilling] = useState(false);
  /** Of what was asked for last: an answer to something before it is too late. */
  const turn = useRef(0);
  /** Null: nobody chose, and where the stand-ins are likely they are meant. */
  const [where, setWhere] = useState<boolean | null>(null);
  const canUseSamples = takesSamples(subject);
  const streams = form.by === 'connections' || isSocket(address);
  const read = readAddressForm(address, { streams });
  const url = subject.kind === 'url' ? read.plan : null;
  const plan = planOf(subject, url);
  const { capacity, errors } = capacityOf(form, written);
  const choose = async (next: Subject) => {
    turn.current += 1;
    const own = turn.current;
    setSubject(next);
    if (next.kind === 'url' || next.kind === 'service') {
      setWritten(EMPTY_FORM);
      setForm(withUsual);
      return setFilling(false);
    }
    setFilling(true);
    const block = await blockOf(host, next);
    if (own !== turn.current) return;
    setWritten(block);
    setForm(next.kind === 'run' ? formOfSearch(block, next.detail.overrides.capacity ?? {}) : block);
    setFilling(false);
  };
  /** Another address of the window was followed. */
  const follow = async (to: CapacitySubject) => {
    if (to.kind === 'plan') return choose({ kind: 'plan', planId: to.name });
    if (to.kind === 'preset') return choose({ kind: 'preset', name: to.name });
    if (to.kind === 'url') {
      setAddress(addressFormOf(to.name));
      return choose({ kind: 'url' });
    }
    turn.current += 1;
    const own = turn.current;
    const found = await host.call('runs.get', { runId: to.name, withSeconds: false });
    if (own !== turn.current) return;
    if (found.ok) await choose({ kind: 'run', detail: found.value });
    else notices.getState().complain(found.failure);
  };
  useAddress(asked, addressedBy(subject, url), follow);
  const { samples, ...known } = useStore(services);
  const onSamples = canUseSamples && (where ?? standInsAreLikely({ samples, ...known }));
  return {
    subject,
    choose,
    address,
    setAddress,
    addressErrors: subject.kind === 'url' ? read.errors : {},
    streams,
    form,
    setForm,
    isFilling,
    errors,
    plan: isFilling ? null : plan,
    overrides: overridesFor(subject, { plan, capacity, streams }),
    canUseSamples,
    onSamples,
    setOnSamples: setWhere,
    startsSamples: onSamples && samples?.state !== 'running',
  };
}

/** Presets are of the services that the samples stand in for; an earlier search may have been of one. */
function takesSamples({ kind }: Subject): boolean {
  return kind === 'preset' || kind === 'run';
}

function isSocket({ endpoints }: AddressForm): boolean {
  return bareKindOf(endpoints[0]?.url ?? '', false) === 'socket';
}

/** An address has no thresholds of its own: it begins with usual objectives. */
function withUsual(form: CapacityForm): CapacityForm {
  return {
    ...form,
    by: form.by ?? USUAL_FORM.by,
    objectives: form.objectives.length === 0 ? USUAL_FORM.objectives : form.objectives,
  };
}

interface Caller {
  readonly call: Call;
}

/** What the plan says of a search itself. */
async function blockOf({ call }: Caller, subject: Subject): Promise<CapacityForm> {
  const text = await textOf({ call }, subject);
  if (text === null) return EMPTY_FORM;
  const checked = await call('plans.check', { text });
  return checked.ok ? formOfBlock(recordOf(checked.value.data).capacity) : EMPTY_FORM;
}

/** Null: there is no text, or it cannot be read now. */
async function textOf({ call }: Caller, subject: Subject): Promise<string | null> {
  if (subject.kind === 'run') return subject.detail.planText;
  const plan = planOf(subject, null);
  if (plan?.kind !== 'stored' && plan?.kind !== 'preset') return null;
  const opened = await call('plans.get', { plan });
  return opened.ok ? opened.value.text : null;
}

interface Asked {
  readonly plan: PlanRef | null;
  readonly capacity: Overrides['capacity'];
  readonly streams: boolean;
}

function overridesFor(subject: Subject, { plan, capacity, streams }: Asked): Overrides {
  const asEvents = plan?.kind === 'url' && streams && bareKindOf(plan.url, true) === 'events';
  const { arrivals, ...kept } = keptOverrides(subject);
  const isByRate = capacity?.by === 'rate' || capacity?.by === undefined || capacity.by === null;
  return {
    ...kept,
    // Users and connections have none.
    ...(arrivals !== undefined && isByRate && { arrivals }),
    ...(asEvents && { sse: true }),
    capacity,
  };
}

/** The address of the window names what is searched, so that a reload or a copy of it leads back; another one is followed. */
function useAddress(
  asked: CapacitySubject | null,
  chosen: CapacitySubject | null,
  follow: (to: CapacitySubject) => Promise<void>,
): void {
  const latest = useRef(follow);
  latest.current = follow;
  const wanted = asked === null ? '' : paths.capacity(asked);
  const own = paths.capacity(chosen ?? undefined);
  const said = useRef('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked is told by its address
  useEffect(() => {
    if (asked === null || wanted === said.current) return;
    said.current = wanted;
    void latest.current(asked);
  }, [wanted]);
  useEffect(() => {
    // Before what is asked has been looked up, nothing is chosen yet.
    if (chosen === null) return;
    said.current = own;
    return settleAddress(`#${own}`);
  }, [own, chosen]);
}
