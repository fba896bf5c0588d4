package server

import (
	"context"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"google.golang.org/grpc/health"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
)

const (
	pingEvery   = 10 * time.Second
	pingTimeout = 5 * time.Second
)

// readiness is whether the hypervisor can be reached, for Kubernetes and for gRPC alike.
type readiness struct {
	ready atomic.Bool
	grpc  *health.Server
	ping  func(context.Context) error
	log   *slog.Logger
}

// watch asks the hypervisor now and then, until the context ends.
func (r *readiness) watch(ctx context.Context) {
	ticker := time.NewTicker(pingEvery)
	defer ticker.Stop()
	for {
		r.check(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (r *readiness) check(ctx context.Context) {
	limited, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	err := r.ping(limited)
	if ctx.Err() != nil {
		return
	}
	if before := r.ready.Swap(err == nil); before != (err == nil) || err != nil {
		r.log.Info("readiness", "ready", err == nil, "error", err)
	}
	state := healthv1.HealthCheckResponse_SERVING
	if err != nil {
		state = healthv1.HealthCheckResponse_NOT_SERVING
	}
	for _, service := range []string{"", "provider"} {
		r.grpc.SetServingStatus(service, state)
	}
}

// drain says NOT_SERVING from now on, whatever a ping finds.
func (r *readiness) drain() {
	r.ready.Store(false)
	r.grpc.Shutdown()
}

// healthHandler serves the probes of Kubernetes, under the names that the chart asks for too, and the metrics.
func healthHandler(r *readiness, m *metrics) http.Handler {
	mux := http.NewServeMux()
	alive := func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) }
	ready := func(w http.ResponseWriter, _ *http.Request) {
		if !r.ready.Load() {
			http.Error(w, "not ready", http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ok\n"))
	}
	for _, path := range []string{"/healthz", "/health"} {
		mux.HandleFunc("GET "+path, alive)
	}
	for _, path := range []string{"/readyz", "/ready"} {
		mux.HandleFunc("GET "+path, ready)
	}
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	return mux
}
