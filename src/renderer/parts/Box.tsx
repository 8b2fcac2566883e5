import { type ComponentPropsWithRef, type CSSProperties, createElement, type ElementType } from 'react';
import type { GradeResult } from '../../contract/threshold.ts';
import styles from './Box.module.css';
import { classNames } from './class-names.ts';

declare module 'react' {
  interface CSSProperties {
    '--columns'?: string | undefined;
    '--tint'?: string | undefined;
    '--tone'?: string | undefined;
  }
}

/** The distances there are, in pixels. */
type Space = 2 | 4 | 6 | 8 | 10 | 12 | 16 | 20 | 28;
type Place = 'start' | 'center' | 'end' | 'baseline' | 'stretch';

/** Where a box stands and how what is in it stands to one another: the style of the element itself. */
interface Layout {
  readonly gap?: Space | undefined;
  /** Margins. */
  readonly above?: Space | undefined;
  readonly below?: Space | undefined;
  readonly align?: Place | undefined;
  readonly self?: Place | undefined;
  readonly justify?: 'center' | 'end' | 'space-between' | undefined;
  readonly textAlign?: 'end' | 'center' | undefined;
}

/** Between lines that were wrapped, however far apart what stands on them is. */
const LINE_GAP = 6;

const PLACED: Readonly<Record<keyof Layout, keyof CSSProperties>> = {
  gap: 'columnGap',
  above: 'marginTop',
  below: 'marginBottom',
  align: 'alignItems',
  self: 'alignSelf',
  justify: 'justifyContent',
  textAlign: 'textAlign',
};

/** Colours of words, and grounds: of the theme, by the grades, and where there is none. */
const TONES = {
  ink: '--ink',
  soft: '--ink-2',
  muted: '--ink-3',
  accent: '--accent',
  excellent: '--excellent',
  good: '--good',
  acceptable: '--acceptable',
  poor: '--poor',
  'not-gradable': '--ink-3',
  'not-applicable': '--ink-3',
  'no-data': '--ink-3',
} as const satisfies Readonly<Record<GradeResult | 'ink' | 'soft' | 'muted' | 'accent', string>>;
const TINTS = {
  surface: '--surface',
  ground: '--ground',
  sunken: '--sunken',
  hover: '--hover',
  accent: '--accent-soft',
  excellent: '--excellent-soft',
  good: '--good-soft',
  acceptable: '--acceptable-soft',
  poor: '--poor-soft',
  'not-gradable': '--hover',
  'not-applicable': '--hover',
  'no-data': '--hover',
} as const satisfies Readonly<
  Record<GradeResult | 'surface' | 'ground' | 'sunken' | 'hover' | 'accent', string>
>;

const SIZES = {
  micro: { fontSize: 'var(--size-micro)' },
  small: { fontSize: 'var(--size-small)' },
  body: { fontSize: 'var(--size-body)' },
  lead: { fontSize: 'var(--size-lead)' },
  title: { fontSize: 24, letterSpacing: '-0.018em', lineHeight: 1.2 },
} as const;
const WEIGHTS = { regular: 400, medium: 500, semibold: 600 } as const;
/** `foot`: below what reaches to the edges of a panel. */
const PADS = { small: '8px 12px', normal: '12px 16px', sides: '0 16px', foot: '0 16px 12px' } as const;

/**
 * How a box can look besides: each has a class of that name in `Box.module.css`. What stands in no list here is the business
 * of a module of its own, whose rules win over these.
 */
export const LOOKS = {
  /** On to the next line where there is no room. */
  wrap: true,
  inline: true,
  /** Takes the room that is left, and gives way where there is none. */
  grow: true,
  /** Keeps its size. */
  rigid: true,
  full: true,
  /** One column where the window is narrow. */
  stacks: true,
  /** A line between any two of what is in it. */
  divided: true,
  /** A line above, as after what it continues. */
  ruled: true,
  mono: true,
  /** One line, cut at its end. */
  clip: true,
  /** Two lines, cut at their end. */
  clamp: true,
  nowrap: true,
  /** Breaks inside a word where it must. */
  breaks: true,
} as const;

export type Look = { readonly [Name in keyof typeof LOOKS]?: boolean | undefined } & {
  readonly size?: keyof typeof SIZES | undefined;
  readonly weight?: keyof typeof WEIGHTS | undefined;
  readonly pad?: keyof typeof PADS | undefined;
  readonly tint?: keyof typeof TINTS | undefined;
  readonly tone?: keyof typeof TONES | undefined;
};

interface BoxProps extends Layout, Look {
  readonly className?: string | undefined;
  readonly style?: CSSProperties | undefined;
}

type PropsOf<Tag extends ElementType> = BoxProps & {
  /** What it is instead: an element, or a component that takes a class and a style. */
  readonly as?: Tag;
} & Omit<ComponentPropsWithRef<Tag>, keyof BoxProps | 'as'>;

/** A ground, a margin, a place in its row: a box as such. */
export function Box<Tag extends ElementType = 'div'>({ as, ...props }: PropsOf<Tag>) {
  return createElement<object>(as ?? 'div', dressed(undefined, props));
}

/** Side by side, centred on one line. */
export function Row<Tag extends ElementType = 'div'>({ as, ...props }: PropsOf<Tag>) {
  return createElement<object>(as ?? 'div', dressed('row', props));
}

/** One below the other. */
export function Stack<Tag extends ElementType = 'div'>({ as, ...props }: PropsOf<Tag>) {
  return createElement<object>(as ?? 'div', dressed('stack', props));
}

type GridProps<Tag extends ElementType> = PropsOf<Tag> & { readonly columns: string };

/** In columns, given as CSS tracks. */
export function Grid<Tag extends ElementType = 'div'>({ as, columns, style, ...props }: GridProps<Tag>) {
  const tracks = { '--columns': columns, ...style };
  return createElement<object>(as ?? 'div', dressed('grid', { ...props, style: tracks }));
}

/** A stack on a ground of its own. */
export function Card<Tag extends ElementType = 'div'>({ as, ...props }: PropsOf<Tag>) {
  return createElement<object>(as ?? 'div', dressed('card', props));
}

/** Words that look a certain way. */
export function Text<Tag extends ElementType = 'span'>({ as, ...props }: PropsOf<Tag>) {
  return createElement<object>(as ?? 'span', dressed(undefined, props));
}

/** The name of a control, or of a few. */
export function Caption<Tag extends ElementType = 'span'>({ as, ...props }: PropsOf<Tag>) {
  return createElement<object>(as ?? 'span', dressed('caption', props));
}

/** What is said beside or below: small and quiet. */
export function Note<Tag extends ElementType = 'p'>({ as, ...props }: PropsOf<Tag>) {
  return createElement<object>(as ?? 'p', dressed('note', props));
}

/** The properties of the element: layout and type made into its style, its look into classes, the others as they are. */
function dressed(kind: string | undefined, { className, style, ...looks }: BoxProps): object {
  const { pad, size, weight, tint, tone, ...props } = looks;
  const rest: Record<string, unknown> = {};
  const placed: Record<string, unknown> = {
    ...(size && SIZES[size]),
    fontWeight: weight && WEIGHTS[weight],
    '--tint': tint && `var(${TINTS[tint]})`,
    '--tone': tone && `var(${TONES[tone]})`,
    padding: pad && PADS[pad],
  };
  const classes = [kind && styles[kind], tint && styles.tint, tone && styles.tone];
  for (const [name, value] of Object.entries(props)) {
    if (isLayout(name)) placed[PLACED[name]] = value;
    else if (!Object.hasOwn(LOOKS, name)) rest[name] = value;
    else if (value === true) classes.push(styles[name]);
  }
  const rowGap = props.wrap === true ? LINE_GAP : props.gap;
  const classList = classNames(...classes, className) || undefined;
  return { ...rest, className: classList, style: { rowGap, ...placed, ...style } };
}

function isLayout(name: string): name is keyof Layout {
  return Object.hasOwn(PLACED, name);
}
