import { expect, it } from 'vitest';
import { fileRowOf } from '../../../../../../src/main/services/plans/library/plan-files.ts';

it('the first rows of a feed are shown without what stands in columns of credentials', () => {
  const bytes = new TextEncoder().encode('login,password,shop_token\nada,p-123456,t-654321\n');
  expect(fileRowOf({ name: 'users.csv', bytes }).table?.rows).toEqual([
    ['ada', '[secret password]', '[secret shop_token]'],
  ]);
});
