import { type ServerUnaryCall, type ServerWritableStream, type sendUnaryData, status } from '@grpc/grpc-js';
import {
  type HealthCheckRequest,
  HealthCheckResponse,
  HealthCheckResponse_ServingStatus,
} from '../../../src/provider/contract/generated/grpc/health/v1/health_pb.js';

const { SERVING, NOT_SERVING, SERVICE_UNKNOWN } = HealthCheckResponse_ServingStatus;

type WatchCall = ServerWritableStream<HealthCheckRequest, HealthCheckResponse>;

/** grpc.health.v1, Check and Watch, for a few names that share one status. */
export class HealthService {
  private serving = true;
  private readonly watchers = new Set<WatchCall>();

  constructor(private readonly names: readonly string[]) {}

  /** As `Server.addService` takes them. */
  readonly handlers = {
    check: (
      { request }: ServerUnaryCall<HealthCheckRequest, HealthCheckResponse>,
      answer: sendUnaryData<HealthCheckResponse>,
    ): void => {
      if (this.names.includes(request.service)) answer(null, this.status());
      else answer({ code: status.NOT_FOUND, details: `unknown service ${JSON.stringify(request.service)}` });
    },
    watch: (call: WatchCall): void => {
      // The protocol's rule: a name that is not known yet may become known, so the stream stays open.
      if (!this.names.includes(call.request.service)) {
        call.write(HealthCheckResponse.fromPartial({ status: SERVICE_UNKNOWN }));
        return;
      }
      this.watchers.add(call);
      call.on('cancelled', () => this.watchers.delete(call));
      call.write(this.status());
    },
  };

  /** From now on NOT_SERVING, for those who watch too. */
  drain(): void {
    this.serving = false;
    for (const call of this.watchers) call.write(this.status());
  }

  private status(): HealthCheckResponse {
    return HealthCheckResponse.fromPartial({ status: this.serving ? SERVING : NOT_SERVING });
  }
}
