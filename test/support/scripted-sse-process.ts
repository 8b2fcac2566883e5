import { hostOverIpc } from './hosted.ts';
import { listenScriptedSse } from './scripted-sse.ts';

hostOverIpc(listenScriptedSse);
