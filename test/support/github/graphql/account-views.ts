import { nodeId } from '../render/accounts.js';
import type { Account } from '../world.js';
import type { View } from './context.js';

export function accountId(account: Account): string {
  return nodeId(account.kind === 'Organization' ? 'O' : account.kind === 'Bot' ? 'BOT' : 'U', account.id);
}

export function accountView(view: View, account: Account) {
  return {
    __typename: account.kind,
    id: accountId(account),
    databaseId: account.id,
    // GraphQL leaves out the suffix that REST gives to bots.
    login: account.login.replace(/\[bot\]$/, ''),
    name: account.name,
    email: account.email ?? (account.kind === 'Organization' ? null : ''),
    url: `${view.world.origin}/${account.login}`,
    resourcePath: `/${account.login}`,
    avatarUrl: `${view.world.origin}/avatars/u/${account.id}`,
    isViewer: view.user === account,
  };
}
