import { showTimePercentile } from '../evidence.ts';
import { counted, formatMs, formatNumber, formatRate } from '../format.ts';
import { type DocumentPart, openedFigure, sayOpened, timedFigure } from './document-part.ts';

/** What is said of WebSockets in a document. */
export const webSocketPart: DocumentPart<'webSocket'> = {
  key: 'webSocket',
  label: 'WebSocket',
  heading: 'WebSocket',
  timed: 'replies',
  figures(part, summary) {
    const { messagesIn, phases, roundTripMs, pingMs } = part;
    const steady = phases?.steady.messagesInPerSecond ?? 0;
    const isPing = roundTripMs.count === 0 && pingMs.count > 0;
    const messages = {
      key: 'messages',
      label: 'Messages received',
      definition: 'messages',
      path: 'webSocket.messagesIn',
      kind: 'count',
      value: messagesIn,
      note: steady > 0 ? `${formatRate(steady)} once all are open` : '',
    } as const;
    return [
      openedFigure('webSocket', 'Connections opened', part),
      ...(isPing ? [] : [messages]),
      timedFigure(summary, isPing ? pingMs : roundTripMs, {
        label: isPing ? 'Ping p95' : 'Round trip p95',
        definition: isPing ? 'ping' : 'roundTrip',
        path: `webSocket.${isPing ? 'pingMs' : 'roundTripMs'}.p95`,
      }),
    ];
  },
  say(part) {
    const { opened, openAtStart = 0, messagesOut, messagesIn, pingMs } = part;
    const lead = sayOpened(part, 'WebSocket connection');
    if (opened + openAtStart === 0) return lead;
    if (messagesOut + messagesIn === 0 && pingMs.count > 0)
      return `${lead}, ${counted(pingMs.count, 'ping')} answered`;
    return `${lead}, ${counted(messagesOut, 'message')} sent and ${formatNumber(messagesIn)} received`;
  },
  tell({ messagesOut, messagesIn, connectMs, roundTripMs, ...part }, summary, show) {
    const messages = `${formatNumber(messagesOut)} messages out, ${formatNumber(messagesIn)} in`;
    const p95 = show(showTimePercentile(summary, roundTripMs, 'p95'));
    const times = `connect mean ${formatMs(connectMs.mean)} · round trip mean ${formatMs(roundTripMs.mean)}, p95 ${p95}`;
    const { sequenced, missed, duplicates, outOfOrder } = part;
    const order = `  ${missed} missed · ${duplicates} duplicates · ${outOfOrder} out of order`;
    return [` · ${messages} · ${times}`, ...(sequenced === true ? [order] : [])];
  },
  /** Absent where nothing is numbered, or everything came once and in order. */
  sayOrder: ({ missed, duplicates, outOfOrder }) =>
    [
      missed === 0 ? '' : `${counted(missed, 'message')} never arrived`,
      duplicates === 0 ? '' : `${counted(duplicates, 'message')} arrived twice`,
      outOfOrder === 0 ? '' : `${counted(outOfOrder, 'message')} arrived out of order`,
    ].filter((part) => part !== ''),
};
