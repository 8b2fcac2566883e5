import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';

/**
 * Stands in for the `electron` module under plain Node. Its parts carry the names and shapes of electron.d.ts, record what
 * the shell asks of them, and let a test play the other side: a page that calls, a frame that navigates.
 */
export type IpcListener = (event: Electron.IpcMainInvokeEvent, ...values: unknown[]) => unknown;
export type ProtocolHandler = (request: Request) => Response | Promise<Response>;

export class WebContentsStub extends EventEmitter {
  readonly sent: unknown[][] = [];
  readonly mainFrame = { parent: null, url: 'app://plimsoll/index.html' };
  windowOpenHandler: ((details: { url: string }) => { action: string }) | null = null;
  destroyed = false;
  send(...values: unknown[]): void {
    this.sent.push(values);
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.windowOpenHandler = handler;
  }
}

export class BrowserWindowStub extends EventEmitter {
  static readonly all: BrowserWindowStub[] = [];
  static getAllWindows(): BrowserWindowStub[] {
    return BrowserWindowStub.all;
  }
  readonly webContents = new WebContentsStub();
  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly loaded: string[] = [];
  shown = false;
  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    BrowserWindowStub.all.push(this);
  }
  loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    return Promise.resolve();
  }
  show(): void {
    this.shown = true;
  }
}

/** Notifications that were shown, and whether the system shows any. */
export class NotificationStub {
  static readonly shown: Electron.NotificationConstructorOptions[] = [];
  static able = true;
  static isSupported(): boolean {
    return NotificationStub.able;
  }
  readonly options: Electron.NotificationConstructorOptions;
  constructor(options: Electron.NotificationConstructorOptions) {
    this.options = options;
  }
  show(): void {
    NotificationStub.shown.push(this.options);
  }
}

type PermissionRequest = (contents: unknown, permission: string, answer: (granted: boolean) => void) => void;

export function makeElectronStub() {
  const app = Object.assign(new EventEmitter(), {
    sandboxed: false,
    isPackaged: false,
    enableSandbox(): void {
      this.sandboxed = true;
    },
    whenReady: () => Promise.resolve(),
    quit: () => undefined,
    exit: () => undefined,
  });
  const handlers = {
    ipc: new Map<string, IpcListener>(),
    protocol: new Map<string, ProtocolHandler>(),
    schemes: [] as Electron.CustomScheme[],
    permissionRequest: null as PermissionRequest | null,
    permissionCheck: null as ((contents: unknown, permission: string) => boolean) | null,
    device: null as (() => boolean) | null,
    exposed: new Map<string, Record<string, unknown>>(),
    invoked: [] as unknown[][],
    events: new EventEmitter(),
  };
  return {
    handlers,
    app,
    BrowserWindow: BrowserWindowStub,
    Notification: NotificationStub,
    ipcMain: { handle: (channel: string, listener: IpcListener) => void handlers.ipc.set(channel, listener) },
    ipcRenderer: {
      on: (channel: string, listener: (...values: unknown[]) => void) =>
        handlers.events.on(channel, listener),
      invoke: (...values: unknown[]) => {
        handlers.invoked.push(values);
        return Promise.resolve('answer');
      },
    },
    contextBridge: {
      exposeInMainWorld: (name: string, bridge: Record<string, unknown>) =>
        void handlers.exposed.set(name, bridge),
    },
    protocol: {
      registerSchemesAsPrivileged: (schemes: Electron.CustomScheme[]) =>
        void handlers.schemes.push(...schemes),
      handle: (scheme: string, handler: ProtocolHandler) => void handlers.protocol.set(scheme, handler),
    },
    session: {
      defaultSession: {
        setPermissionRequestHandler: (handler: PermissionRequest) => {
          handlers.permissionRequest = handler;
        },
        setPermissionCheckHandler: (handler: (contents: unknown, permission: string) => boolean) => {
          handlers.permissionCheck = handler;
        },
        setDevicePermissionHandler: (handler: () => boolean) => {
          handlers.device = handler;
        },
      },
    },
    nativeTheme: { shouldUseDarkColors: false },
    Menu: {
      template: [] as Electron.MenuItemConstructorOptions[],
      buildFromTemplate(template: Electron.MenuItemConstructorOptions[]) {
        this.template = template;
        return template;
      },
      setApplicationMenu: () => undefined,
    },
    dialog: { showErrorBox: () => undefined },
    utilityProcess: { fork: () => new EventEmitter() },
  };
}
