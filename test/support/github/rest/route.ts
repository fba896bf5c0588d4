import { authorise, type Need, repositoryOf } from '../access.js';
import type { Answer, Exchange } from '../exchange.js';
import { emptyRepository } from '../failures.js';
import type { Repository } from '../world.js';

export type Handler = (exchange: Exchange) => Answer;

export interface InRepository extends Exchange {
  repository: Repository;
}

/** A handler of one repository: visible, allowed, and not empty where git data is asked for. */
export function inRepository(
  need: Need,
  handle: (exchange: InRepository) => Answer,
  options: { emptyIsFine?: boolean } = {},
): Handler {
  return Object.assign(
    (exchange: Exchange): Answer => {
      const repository = repositoryOf(exchange);
      authorise(exchange, repository, need);
      if (options.emptyIsFine !== true && exchange.world.isEmpty(repository)) throw emptyRepository();
      return handle({ ...exchange, repository });
    },
    { need },
  );
}
