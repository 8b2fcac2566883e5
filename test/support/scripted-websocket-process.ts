import { hostOverIpc } from './hosted.ts';
import { listenScriptedWebSocket } from './scripted-websocket.ts';

hostOverIpc(listenScriptedWebSocket);
