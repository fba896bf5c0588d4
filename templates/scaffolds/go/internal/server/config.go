// Package server is everything around the provider: ports, TLS, health,
// metrics, logs and an end in order.
package server

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"time"
)

// Config is what a flag or the environment decides.
type Config struct {
	// Hypervisor is the name of the implementation, see main.
	Hypervisor string
	// GRPCAddress and HealthAddress are host:port; port 0 is any free one.
	GRPCAddress   string
	HealthAddress string
	// TLSDir holds tls.crt, tls.key and ca.crt where the manager mounts its Secret.
	TLSDir string
	// RequireTLS refuses to start without them, see requireTLS.
	RequireTLS bool
	// AllowedSANs are the names that a client's certificate may have; none means any.
	AllowedSANs []string
	// ShutdownGrace is how long calls and tasks under way may take at the end.
	ShutdownGrace time.Duration
	// TaskLimit is how long a task may take.
	TaskLimit time.Duration
	LogLevel  slog.Level
}

// ReadConfig reads the command line; getenv gives the defaults. Help goes to out and returns flag.ErrHelp.
func ReadConfig(args []string, getenv func(string) string, out io.Writer) (Config, error) {
	either := func(name, otherwise string) string {
		if value := getenv(name); value != "" {
			return value
		}
		return otherwise
	}
	var config Config
	flags := flag.NewFlagSet("provider", flag.ContinueOnError)
	flags.SetOutput(out)
	host := flags.String("host", either("HOST", ""), "address to listen on; empty for all (HOST)")
	port := flags.String("port", either("PORT", "9443"), "port of gRPC (PORT)")
	healthPort := flags.String("health-port", either("HEALTH_PORT", "8080"), "port of /healthz, /readyz and /metrics (HEALTH_PORT)")
	level := flags.String("log-level", either("LOG_LEVEL", "info"), "debug, info, warn or error (LOG_LEVEL)")
	flags.StringVar(&config.Hypervisor, "hypervisor", either("HYPERVISOR", "memory"), "memory, or own: internal/own (HYPERVISOR)")
	flags.StringVar(&config.TLSDir, "tls-dir", either("TLS_DIR", "/etc/virtrigaud/tls"), "folder of tls.crt, tls.key and ca.crt (TLS_DIR)")
	flags.DurationVar(&config.ShutdownGrace, "shutdown-grace", 20*time.Second, "how long calls and tasks may take at the end")
	flags.DurationVar(&config.TaskLimit, "task-limit", 30*time.Minute, "how long a task may take")
	if err := flags.Parse(args); err != nil {
		return config, err
	}
	if flags.NArg() > 0 {
		return config, fmt.Errorf("unexpected arguments: %s", strings.Join(flags.Args(), " "))
	}
	config.GRPCAddress = net.JoinHostPort(*host, *port)
	config.HealthAddress = net.JoinHostPort(*host, *healthPort)
	config.RequireTLS = requireTLS(getenv)
	config.AllowedSANs = words(getenv("VIRTRIGAUD_PROVIDER_ALLOWED_SANS"))
	return config, errors.Join(
		portError("port", *port),
		portError("health-port", *healthPort),
		config.LogLevel.UnmarshalText([]byte(*level)),
	)
}

// requireTLS is so in a cluster, where plaintext has to be chosen, as with the
// providers of VirtRigaud itself, and not on a developer's machine.
func requireTLS(getenv func(string) string) bool {
	switch strings.ToLower(getenv("VIRTRIGAUD_PROVIDER_INSECURE")) {
	case "true":
		return false
	case "false":
		return true
	default:
		return getenv("KUBERNETES_SERVICE_HOST") != ""
	}
}

func portError(flagName, port string) error {
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("-%s: %q is no port", flagName, port)
	}
	return nil
}

func words(list string) []string {
	var found []string
	for word := range strings.SplitSeq(list, ",") {
		if word = strings.TrimSpace(word); word != "" {
			found = append(found, word)
		}
	}
	return found
}
