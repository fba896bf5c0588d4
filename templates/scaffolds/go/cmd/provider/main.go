// Command provider is a VirtRigaud provider.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"scaffold.invalid/module/internal/hypervisor"
	"scaffold.invalid/module/internal/memory"
	"scaffold.invalid/module/internal/own"
	"scaffold.invalid/module/internal/server"
)

// taskTime is short, and long enough that clients have to wait for tasks as they do in production.
const taskTime = 20 * time.Millisecond

func main() {
	config, err := server.ReadConfig(os.Args[1:], os.Getenv, os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	log := slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: config.LogLevel})).With("provider", "scaffold-name")
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second signal ends the process at once.
	context.AfterFunc(ctx, stop)
	if err := run(ctx, config, log); err != nil {
		log.Error("ended", "error", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, config server.Config, log *slog.Logger) error {
	chosen, err := choose(config.Hypervisor, log)
	if err != nil {
		return err
	}
	return server.Run(ctx, config, log, chosen)
}

func choose(name string, log *slog.Logger) (hypervisor.Hypervisor, error) {
	switch name {
	case "memory":
		return memory.New(taskTime), nil
	case "own":
		return own.New(log)
	default:
		return nil, fmt.Errorf("there is no hypervisor %q; there are memory and own", name)
	}
}
