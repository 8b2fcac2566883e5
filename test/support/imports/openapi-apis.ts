/** A member of a body: how a document describes it, and what a client sends. */
export interface ApiField {
  readonly name: string;
  readonly kind:
    | 'text'
    | 'given'
    | 'whole'
    | 'enum'
    | 'flag'
    | 'date'
    | 'length'
    | 'pattern'
    | 'list'
    | 'object'
    | 'server';
  readonly sent: unknown;
  readonly isRequired?: boolean;
  readonly pattern?: string;
  readonly fields?: readonly ApiField[];
}

export interface ApiOperation {
  readonly method: 'get' | 'post' | 'put' | 'delete' | 'patch';
  /** With the parameters of the path in braces, all of them the number 7. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly header?: readonly [name: string, value: string];
  readonly json?: readonly ApiField[];
  readonly form?: readonly ApiField[];
  /** Default: the API's. */
  readonly isOpen?: boolean;
  readonly status: number;
}

/** An API, apart from how a tool describes it. */
export interface ApiModel {
  readonly title: string;
  readonly base: string;
  readonly security: 'none' | 'bearer' | 'key' | 'cookie';
  readonly operations: readonly ApiOperation[];
}

const text = (name: string, isRequired = true): ApiField => ({
  name,
  kind: 'text',
  sent: 'example',
  isRequired,
});
const id: ApiField = { name: 'id', kind: 'server', sent: null, isRequired: true };

export const APIS: readonly ApiModel[] = [
  {
    title: 'Pet store',
    base: 'http://petstore.test/v2',
    security: 'key',
    operations: [
      { method: 'get', path: '/pet/findByStatus', query: { status: 'available' }, status: 200 },
      { method: 'get', path: '/pet/{petId}', status: 200 },
      {
        method: 'post',
        path: '/pet',
        json: [
          id,
          { name: 'name', kind: 'given', sent: 'doggie', isRequired: true },
          { name: 'photoUrls', kind: 'list', sent: ['example', 'example'], isRequired: true },
          { name: 'status', kind: 'enum', sent: 'available', isRequired: true },
        ],
        status: 200,
      },
      { method: 'delete', path: '/pet/{petId}', header: ['api_version', '2'], status: 200 },
    ],
  },
  {
    title: 'Users',
    base: 'https://users.test',
    security: 'bearer',
    operations: [
      {
        method: 'post',
        path: '/token',
        form: [{ name: 'grant_type', kind: 'enum', sent: 'password', isRequired: true }, text('username')],
        isOpen: true,
        status: 200,
      },
      { method: 'get', path: '/users/me', status: 200 },
      {
        method: 'post',
        path: '/users',
        json: [
          id,
          { name: 'code', kind: 'pattern', pattern: '^[A-Z]{3}-\\d{2}$', sent: 'AAA-00', isRequired: true },
          { name: 'nick', kind: 'length', sent: 'examplexxx', isRequired: true },
        ],
        status: 201,
      },
    ],
  },
  {
    title: 'Orders',
    base: 'https://orders.test/api/v1',
    security: 'none',
    operations: [
      { method: 'get', path: '/orders', query: { state: 'open', limit: '10' }, status: 200 },
      {
        method: 'put',
        path: '/orders/{orderId}',
        json: [
          { name: 'count', kind: 'whole', sent: 3, isRequired: true },
          { name: 'express', kind: 'flag', sent: true, isRequired: true },
          { name: 'due', kind: 'date', sent: '2024-01-01', isRequired: true },
          { name: 'address', kind: 'object', sent: null, isRequired: true, fields: [text('street'), id] },
        ],
        status: 200,
      },
      {
        method: 'patch',
        path: '/orders/{orderId}',
        json: [
          { name: 'state', kind: 'enum', sent: 'closed' },
          { ...id, isRequired: false },
        ],
        status: 200,
      },
    ],
  },
  {
    title: 'Files',
    base: 'https://files.test/rest',
    security: 'cookie',
    operations: [
      { method: 'get', path: '/folders/{folder}/files/{file}', query: { view: 'short' }, status: 200 },
      {
        method: 'post',
        path: '/folders',
        form: [text('label'), { name: 'size', kind: 'whole', sent: 2, isRequired: true }],
        status: 201,
      },
      { method: 'get', path: '/health', isOpen: true, status: 200 },
    ],
  },
];
