package provider

import (
	"context"
	"log/slog"
	"net"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"

	providerv1 "scaffold.invalid/module/internal/gen/provider/v1"
	"scaffold.invalid/module/internal/hypervisor"
	"scaffold.invalid/module/internal/memory"
	"scaffold.invalid/module/internal/tasks"
)

// client talks gRPC to a provider of its own.
type client struct {
	providerv1.ProviderClient

	t *testing.T
}

func newClient(t *testing.T) client {
	t.Helper()
	return clientOf(t, memory.New(time.Millisecond))
}

func clientOf(t *testing.T, from hypervisor.Hypervisor) client {
	t.Helper()
	registry := tasks.New(tasks.Options{Limit: time.Minute, Kept: 100, Log: slog.New(slog.DiscardHandler)})
	listener := bufconn.Listen(1 << 20)
	server := grpc.NewServer()
	providerv1.RegisterProviderServer(server, New(from, registry))
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	dial := func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }
	connection, err := grpc.NewClient("passthrough:///provider",
		grpc.WithContextDialer(dial), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	return client{providerv1.NewProviderClient(connection), t}
}

// must gives the answer of a call that has to succeed: must(c.Create(...))(t).
func must[Response any](response Response, err error) func(*testing.T) Response {
	return func(t *testing.T) Response {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return response
	}
}

// wait polls a task until it is done, and fails when that has an error.
func (c client) wait(ref *providerv1.TaskRef) {
	c.t.Helper()
	if message := c.outcome(ref); message != "" {
		c.t.Fatalf("task failed: %s", message)
	}
}

// outcome polls a task until it is done and returns its error.
func (c client) outcome(ref *providerv1.TaskRef) string {
	c.t.Helper()
	for ref.GetId() != "" {
		answer := c.ask(ref)
		if answer.GetDone() || answer.GetError() != "" {
			return answer.GetError()
		}
		time.Sleep(time.Millisecond)
	}
	return ""
}

func (c client) ask(ref *providerv1.TaskRef) *providerv1.TaskStatusResponse {
	c.t.Helper()
	answer, err := c.TaskStatus(c.t.Context(), &providerv1.TaskStatusRequest{Task: ref})
	return must(answer, err)(c.t)
}

// vm makes a VM that is Off and returns its id.
func (c client) vm(name string) string {
	c.t.Helper()
	answer, err := c.Create(c.t.Context(), &providerv1.CreateRequest{Name: name, ClassJson: `{"CPU":1,"MemoryMiB":512}`})
	must(answer, err)(c.t)
	c.wait(answer.GetTask())
	return answer.GetId()
}

func (c client) power(id string, op providerv1.PowerOp) {
	c.t.Helper()
	answer, err := c.Power(c.t.Context(), &providerv1.PowerRequest{Id: id, Op: op})
	c.wait(must(answer, err)(c.t).GetTask())
}

func (c client) reconfigure(id, desired string) {
	c.t.Helper()
	answer, err := c.Reconfigure(c.t.Context(), &providerv1.ReconfigureRequest{Id: id, DesiredJson: desired})
	c.wait(must(answer, err)(c.t).GetTask())
}

// listed is the row of a VM in ListVMs; nil where it has none.
func (c client) listed(id string) *providerv1.VMInfo {
	c.t.Helper()
	answer, err := c.ListVMs(c.t.Context(), &providerv1.ListVMsRequest{})
	for _, row := range must(answer, err)(c.t).GetVms() {
		if row.GetId() == id {
			return row
		}
	}
	return nil
}

func wantCode(t *testing.T, err error, want codes.Code) {
	t.Helper()
	if got := status.Code(err); got != want {
		t.Errorf("code %v (%v), want %v", got, err, want)
	}
}
