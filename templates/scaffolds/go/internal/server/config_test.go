package server

import (
	"bytes"
	"errors"
	"flag"
	"log/slog"
	"slices"
	"strings"
	"testing"
)

func environment(variables map[string]string) func(string) string {
	return func(name string) string { return variables[name] }
}

func TestDefaults(t *testing.T) {
	config, err := ReadConfig(nil, environment(nil), &bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	if config.GRPCAddress != ":9443" || config.HealthAddress != ":8080" || config.TLSDir != "/etc/virtrigaud/tls" {
		t.Errorf("%+v", config)
	}
	if config.RequireTLS || config.AllowedSANs != nil || config.LogLevel != slog.LevelInfo || config.Hypervisor != "memory" {
		t.Errorf("%+v", config)
	}
}

func TestFlagsWinOverTheEnvironment(t *testing.T) {
	env := environment(map[string]string{
		"PORT": "1", "HEALTH_PORT": "2", "LOG_LEVEL": "debug", "VIRTRIGAUD_PROVIDER_ALLOWED_SANS": " manager, ,other ",
	})
	config, err := ReadConfig([]string{"--port", "3", "--host", "::1"}, env, &bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	if config.GRPCAddress != "[::1]:3" || config.HealthAddress != "[::1]:2" || config.LogLevel != slog.LevelDebug {
		t.Errorf("%+v", config)
	}
	if want := []string{"manager", "other"}; !slices.Equal(config.AllowedSANs, want) {
		t.Errorf("names %q, want %q", config.AllowedSANs, want)
	}
}

func TestRequireTLS(t *testing.T) {
	tests := map[string]struct {
		insecure, cluster string
		want              bool
	}{
		"on a desk":                {"", "", false},
		"in a cluster":             {"", "10.0.0.1", true},
		"in a cluster by choice":   {"true", "10.0.0.1", false},
		"on a desk by choice":      {"false", "", true},
		"a word that is no choice": {"yes", "10.0.0.1", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			env := environment(map[string]string{
				"VIRTRIGAUD_PROVIDER_INSECURE": test.insecure, "KUBERNETES_SERVICE_HOST": test.cluster,
			})
			if got := requireTLS(env); got != test.want {
				t.Errorf("%v, want %v", got, test.want)
			}
		})
	}
}

func TestBadConfig(t *testing.T) {
	tests := map[string]struct {
		args []string
		want string
	}{
		"port":      {[]string{"--port", "70000"}, "-port"},
		"both":      {[]string{"--port", "x", "--health-port", "y"}, "-health-port"},
		"level":     {[]string{"--log-level", "loud"}, "loud"},
		"argument":  {[]string{"serve"}, "serve"},
		"no flag":   {[]string{"--prot", "1"}, "prot"},
		"no number": {[]string{"--task-limit", "soon"}, "soon"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := ReadConfig(test.args, environment(nil), &bytes.Buffer{})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one about %q", err, test.want)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	var out bytes.Buffer
	if _, err := ReadConfig([]string{"--help"}, environment(nil), &out); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("error %v", err)
	}
	if !strings.Contains(out.String(), "health-port") {
		t.Errorf("help says %q", out.String())
	}
}
