package server

import (
	"context"
	"log/slog"
	"path"
	"runtime/debug"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

type metrics struct {
	registry *prometheus.Registry
	calls    *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

// newMetrics counts calls and tasks, beside what Go and the process tell of themselves.
func newMetrics(runningTasks func() int) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "provider_calls_total", Help: "Calls by method and gRPC code.",
		}, []string{"method", "code"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "provider_call_duration_seconds", Help: "How long calls take, without their tasks.",
			Buckets: []float64{.001, .005, .025, .1, .5, 2, 10, 60, 300},
		}, []string{"method"}),
	}
	tasks := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "provider_tasks_running", Help: "Tasks that are not done.",
	}, func() float64 { return float64(runningTasks()) })
	m.registry.MustRegister(m.calls, m.seconds, tasks,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// observe logs and counts every call.
func observe(log *slog.Logger, m *metrics) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, request any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
		begin := time.Now()
		response, err := handle(ctx, request)
		took, method, code := time.Since(begin), path.Base(info.FullMethod), status.Code(err)
		m.calls.WithLabelValues(method, code.String()).Inc()
		m.seconds.WithLabelValues(method).Observe(took.Seconds())
		level := slog.LevelDebug
		if code == codes.Internal || code == codes.Unknown {
			level = slog.LevelError
		}
		attributes := []slog.Attr{
			slog.String("method", method), slog.String("code", code.String()), slog.Duration("took", took),
		}
		// VCTS names its test here, so that the log of a failure can be found.
		if test := metadata.ValueFromIncomingContext(ctx, "x-vcts-test-id"); len(test) > 0 {
			attributes = append(attributes, slog.String("test", test[0]))
		}
		if err != nil {
			attributes = append(attributes, slog.String("error", err.Error()))
		}
		log.LogAttrs(ctx, level, "call", attributes...)
		return response, err
	}
}

// recovered answers INTERNAL where a method panics, so that one call cannot end the provider.
func recovered(log *slog.Logger) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, request any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (response any, err error) {
		defer func() {
			if cause := recover(); cause != nil {
				log.ErrorContext(ctx, "a method panicked", "method", info.FullMethod, "panic", cause, "stack", string(debug.Stack()))
				response, err = nil, status.Error(codes.Internal, "the provider has a bug; its log says more")
			}
		}()
		return handle(ctx, request)
	}
}
