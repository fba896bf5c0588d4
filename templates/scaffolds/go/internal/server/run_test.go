package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	providerv1 "scaffold.invalid/module/internal/gen/provider/v1"
	"scaffold.invalid/module/internal/hypervisor"
	"scaffold.invalid/module/internal/memory"
)

// logged is the log of a server, as one JSON object a line.
type logged struct {
	mu    sync.Mutex
	lines []map[string]any
}

func (l *logged) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var fields map[string]any
	err := json.Unmarshal(bytes.TrimSpace(line), &fields)
	l.lines = append(l.lines, fields)
	return len(line), err
}

func (l *logged) find(message string) map[string]any {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, fields := range l.lines {
		if fields["msg"] == message {
			return fields
		}
	}
	return nil
}

// runningServer is Run on free ports.
type runningServer struct {
	t            *testing.T
	log          *logged
	grpc, health string
	// stop ends it and returns what Run returned.
	stop func() error
}

func startServer(t *testing.T, config Config) runningServer {
	t.Helper()
	return startHypervisor(t, config, memory.New(time.Millisecond))
}

func startHypervisor(t *testing.T, config Config, from hypervisor.Hypervisor) runningServer {
	t.Helper()
	if config.TLSDir == "" {
		config.TLSDir = t.TempDir()
	}
	config.GRPCAddress, config.HealthAddress = "127.0.0.1:0", "127.0.0.1:0"
	if config.ShutdownGrace == 0 {
		config.ShutdownGrace = 10 * time.Second
	}
	config.TaskLimit = time.Minute
	log := &logged{}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- Run(ctx, config, slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})), from)
	}()
	stop := sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() { _ = stop() })
	for {
		if serving := log.find("serving"); serving != nil {
			return runningServer{t, log, serving["grpc"].(string), serving["health"].(string), stop}
		}
		select {
		case err := <-ended:
			t.Fatalf("it did not start: %v", err)
		case <-time.After(time.Millisecond):
		}
	}
}

func (r runningServer) connect(how credentials.TransportCredentials) *grpc.ClientConn {
	r.t.Helper()
	connection, err := grpc.NewClient(r.grpc, grpc.WithTransportCredentials(how))
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = connection.Close() })
	return connection
}

func (r runningServer) validate(how credentials.TransportCredentials) codes.Code {
	r.t.Helper()
	_, err := providerv1.NewProviderClient(r.connect(how)).Validate(r.t.Context(), &providerv1.ValidateRequest{})
	return status.Code(err)
}

func (r runningServer) get(path string) (code int, body string) {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, "http://"+r.health+path, http.NoBody)
	if err != nil {
		r.t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

func (r runningServer) grpcHealth(service string) healthv1.HealthCheckResponse_ServingStatus {
	r.t.Helper()
	client := healthv1.NewHealthClient(r.connect(insecure.NewCredentials()))
	answer, err := client.Check(r.t.Context(), &healthv1.HealthCheckRequest{Service: service})
	if err != nil {
		r.t.Fatal(err)
	}
	return answer.GetStatus()
}

func TestProbesAndMetrics(t *testing.T) {
	running := startServer(t, Config{})
	if code := running.validate(insecure.NewCredentials()); code != codes.OK {
		t.Errorf("Validate: %v", code)
	}
	for _, path := range []string{"/healthz", "/health", "/readyz", "/ready"} {
		if code, _ := running.get(path); code != http.StatusOK {
			t.Errorf("%s: %d", path, code)
		}
	}
	for _, service := range []string{"", "provider"} {
		if state := running.grpcHealth(service); state != healthv1.HealthCheckResponse_SERVING {
			t.Errorf("health of %q: %v", service, state)
		}
	}
	_, metrics := running.get("/metrics")
	for _, want := range []string{`provider_calls_total{code="OK",method="Validate"} 1`, "provider_tasks_running 0", "go_goroutines"} {
		if !strings.Contains(metrics, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	if call := running.log.find("call"); call["method"] != "Validate" || call["code"] != "OK" {
		t.Errorf("the call was logged as %v", call)
	}
}

// unreachable is a hypervisor that nobody reaches.
type unreachable struct{ hypervisor.Hypervisor }

func (unreachable) Ping(context.Context) error { return errors.New("no route to host") }

func TestUnreachableHypervisorIsNotReady(t *testing.T) {
	running := startHypervisor(t, Config{}, unreachable{memory.New(0)})
	if code, _ := running.get("/healthz"); code != http.StatusOK {
		t.Errorf("/healthz: %d", code)
	}
	if code, _ := running.get("/readyz"); code != http.StatusServiceUnavailable {
		t.Errorf("/readyz: %d", code)
	}
	if state := running.grpcHealth("provider"); state != healthv1.HealthCheckResponse_NOT_SERVING {
		t.Errorf("health: %v", state)
	}
}

// panicking has a bug in List.
type panicking struct{ hypervisor.Hypervisor }

func (panicking) List(context.Context) ([]hypervisor.VM, error) { panic("index 7") }

func TestPanicEndsOneCallOnly(t *testing.T) {
	running := startHypervisor(t, Config{}, panicking{memory.New(0)})
	client := providerv1.NewProviderClient(running.connect(insecure.NewCredentials()))
	_, err := client.ListVMs(t.Context(), &providerv1.ListVMsRequest{})
	if status.Code(err) != codes.Internal || strings.Contains(err.Error(), "index 7") {
		t.Errorf("ListVMs: %v", err)
	}
	if code := running.validate(insecure.NewCredentials()); code != codes.OK {
		t.Errorf("Validate: %v", code)
	}
	if running.log.find("a method panicked") == nil {
		t.Error("the panic is not in the log")
	}
}

func TestStopFinishesTasks(t *testing.T) {
	back := memory.New(300 * time.Millisecond)
	running := startHypervisor(t, Config{}, back)
	client := providerv1.NewProviderClient(running.connect(insecure.NewCredentials()))
	created, err := client.Create(t.Context(), &providerv1.CreateRequest{Name: "one"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Power(t.Context(), &providerv1.PowerRequest{Id: created.GetId(), Op: providerv1.PowerOp_POWER_OP_ON}); err != nil {
		t.Fatal(err)
	}
	if err := running.stop(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	if vm, err := back.Get(t.Context(), created.GetId()); err != nil || vm.Power != hypervisor.On {
		t.Errorf("the task was lost: %v, %v", vm.Power, err)
	}
	if running.log.find("stopped") == nil {
		t.Error("it did not say that it stopped")
	}
}

func TestStopCutsOffWhatTakesTooLong(t *testing.T) {
	running := startHypervisor(t, Config{ShutdownGrace: 50 * time.Millisecond}, memory.New(time.Hour))
	client := providerv1.NewProviderClient(running.connect(insecure.NewCredentials()))
	if _, err := client.Create(t.Context(), &providerv1.CreateRequest{Name: "one"}); err != nil {
		t.Fatal(err)
	}
	if err := running.stop(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	if running.log.find("tasks were cut off") == nil {
		t.Error("it did not say that tasks were cut off")
	}
}

func TestTakenPort(t *testing.T) {
	running := startServer(t, Config{})
	config := Config{TLSDir: t.TempDir(), GRPCAddress: running.grpc, HealthAddress: "127.0.0.1:0"}
	if err := Run(t.Context(), config, slog.New(slog.DiscardHandler), memory.New(0)); err == nil {
		t.Error("two servers listen on one port")
	}
}
