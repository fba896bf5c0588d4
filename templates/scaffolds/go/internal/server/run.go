package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"

	providerv1 "scaffold.invalid/module/internal/gen/provider/v1"
	"scaffold.invalid/module/internal/hypervisor"
	"scaffold.invalid/module/internal/provider"
	"scaffold.invalid/module/internal/tasks"
)

const keptTasks = 10_000

// Run serves a hypervisor until the context ends, then ends in order: not
// ready, no new calls, calls and tasks finished or cut off, ports free.
func Run(ctx context.Context, config Config, log *slog.Logger, from hypervisor.Hypervisor) error {
	tlsConfig, err := serverTLS(config)
	if err != nil {
		return err
	}
	grpcListener, err := net.Listen("tcp", config.GRPCAddress)
	if err != nil {
		return fmt.Errorf("gRPC: %w", err)
	}
	healthListener, err := net.Listen("tcp", config.HealthAddress)
	if err != nil {
		return errors.Join(fmt.Errorf("health: %w", err), grpcListener.Close())
	}

	registry := tasks.New(tasks.Options{Limit: config.TaskLimit, Kept: keptTasks, Log: log})
	m := newMetrics(registry.Running)
	options := []grpc.ServerOption{grpc.ChainUnaryInterceptor(observe(log, m), recovered(log))}
	if tlsConfig == nil {
		log.Warn("serving in plaintext: there are no TLS files", "tlsDir", config.TLSDir)
	} else {
		options = append(options,
			grpc.Creds(credentials.NewTLS(tlsConfig)),
			grpc.ChainUnaryInterceptor(onlyAllowed(config.AllowedSANs)))
	}
	server := grpc.NewServer(options...)
	providerv1.RegisterProviderServer(server, provider.New(from, registry))
	grpcHealth := health.NewServer()
	healthv1.RegisterHealthServer(server, grpcHealth)
	state := &readiness{grpc: grpcHealth, ping: from.Ping, log: log}
	probes := &http.Server{Handler: healthHandler(state, m), ReadHeaderTimeout: 5 * time.Second}

	state.check(ctx)
	failed := make(chan error, 2)
	go func() { failed <- server.Serve(grpcListener) }()
	go func() { failed <- probes.Serve(healthListener) }()
	watching, stopWatching := context.WithCancel(ctx)
	defer stopWatching()
	go state.watch(watching)
	log.Info("serving", "grpc", grpcListener.Addr().String(), "health", healthListener.Addr().String(), "tls", tlsConfig != nil)

	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	stopWatching()
	log.Info("stopping")
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), config.ShutdownGrace)
	defer cancel()
	state.drain()
	stopGRPC(grace, server)
	if cut := registry.Shutdown(grace); cut != nil {
		log.Warn("tasks were cut off", "error", cut)
	}
	err = errors.Join(err, probes.Close())
	log.Info("stopped")
	return err
}

// stopGRPC lets calls under way finish until the context ends.
func stopGRPC(ctx context.Context, server *grpc.Server) {
	done := make(chan struct{})
	go func() {
		server.GracefulStop()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
		server.Stop()
		<-done
	}
}
