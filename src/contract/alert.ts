import { z } from 'zod';

/** What an alert is raised for, the gravest first. */
const ALERT_REASONS = ['regression', 'gate', 'trust'] as const;
export type AlertReason = (typeof ALERT_REASONS)[number];

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,120}$/);
/** Where an alert is posted. The secret that signs it is never stored: it is read from this variable, or was typed in this session. */
const webhookSchema = z.strictObject({
  url: z.string().min(1).max(2_048),
  secretVariable: variable,
  /** Its host is outside this machine, and may be contacted with alerts. */
  allowHost: z.boolean(),
});
export type Webhook = z.infer<typeof webhookSchema>;

export const alertSettingsSchema = z.strictObject({
  webhook: webhookSchema.nullable(),
  on: z.strictObject({ regression: z.boolean(), gate: z.boolean(), trust: z.boolean() }),
  desktop: z.boolean(),
});
export type AlertSettings = z.infer<typeof alertSettingsSchema>;

export const ALERT_ARGUMENTS = {
  set: alertSettingsSchema.partial(),
  try: z.strictObject({ channel: z.enum(['webhook', 'desktop']) }),
};

/** The settings, and what of them is not stored. */
export interface AlertState extends AlertSettings {
  /** Where the secret of the webhook would come from; `wrong`: there is one, and it signs nothing. */
  readonly secret: 'session' | 'environment' | 'nowhere' | 'wrong';
}

/** What became of an alert. */
export interface AlertDelivery {
  /** `not due`: nothing happened that alerts are set for. */
  readonly outcome: 'delivered' | 'failed' | 'not due';
  /** One sentence; empty where none was due. */
  readonly sentence: string;
}

/** What became of the alert of a run. */
export interface RunAlertDelivery extends AlertDelivery {
  readonly runId: string;
}

/** An alert on its way to a person's desktop. */
export interface DesktopAlert {
  readonly title: string;
  readonly body: string;
  /** Null: it is only tried. */
  readonly runId: string | null;
}
