import type { DescribeResponse, ListVMsResponse } from '../../provider/contract/generated/provider/v1/provider_pb.js';
import type { CallRecord } from '../client/provider-client.js';
import type { Journal } from './journal.js';

/** Something that no answer may show, whatever it was asked for, with the call that showed it where one did. */
export interface Observation {
  text: string;
  call?: CallRecord;
}

/** What the answers to all tests of a run show that only one of the tests is about. */
export class Observations {
  /** The first provider_raw_json of a VM that is no JSON object. */
  rawJson: Observation | undefined;
  /** The first VM of the run that ListVMs showed twice, in more than one answer. */
  twice: Observation | undefined;
  /** The first VM whose power state ListVMs and Describe told differently for as long as a state may take to show. */
  disagreement: Observation | undefined;
  private readonly journal: Journal;
  private readonly onceTwice = new Set<string>();

  constructor(journal: Journal) {
    this.journal = journal;
  }

  see(call: CallRecord): void {
    if (call.status !== 'OK') return;
    if (call.method === 'Describe') this.seeDescribe(call);
    else if (call.method === 'ListVMs') this.seeRows(call);
  }

  disagrees(text: string): void {
    this.disagreement ??= { text };
  }

  private seeDescribe(call: CallRecord): void {
    if (this.rawJson) return;
    const { exists, powerState, providerRawJson } = call.response as DescribeResponse;
    if (!exists || providerRawJson === '' || isJsonObject(providerRawJson)) return;
    const text = `provider_raw_json of a VM that is ${powerState} is no JSON object: ${providerRawJson.slice(0, 100)}`;
    this.rawJson = { text, call };
  }

  private seeRows(call: CallRecord): void {
    const { vms } = call.response as ListVMsResponse;
    const ids = new Set<string>();
    for (const { id, name } of vms) {
      if (ids.has(id)) this.seeTwice(call, { id, name });
      ids.add(id);
    }
  }

  /** Once is no finding: a hypervisor may move a VM while it is listed. */
  private seeTwice(call: CallRecord, { id, name }: { id: string; name: string }): void {
    const isOwn = this.journal.entries.some((entry) => (id !== '' && entry.id === id) || entry.name === name);
    if (!isOwn) return;
    if (this.onceTwice.has(id)) this.twice ??= { text: `ListVMs shows the id "${id}" twice`, call };
    this.onceTwice.add(id);
  }
}

export function isJsonObject(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}
