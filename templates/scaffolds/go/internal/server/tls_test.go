package server

import (
	"crypto/tls"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
)

func TestWhoMayCall(t *testing.T) {
	ours, others := newAuthority(t), newAuthority(t)
	tests := map[string]struct {
		client  func() *tls.Config
		allowed []string
		want    codes.Code
	}{
		"any certificate of the authority": {func() *tls.Config { return ours.client("manager") }, nil, codes.OK},
		"an allowed name":                  {func() *tls.Config { return ours.client("manager") }, []string{"x", "manager"}, codes.OK},
		"another name":                     {func() *tls.Config { return ours.client("manager") }, []string{"x"}, codes.PermissionDenied},
		"no certificate":                   {func() *tls.Config { return ours.client("") }, nil, codes.Unavailable},
		"another authority's certificate": {func() *tls.Config {
			config := others.client("manager")
			config.RootCAs = ours.client("").RootCAs
			return config
		}, nil, codes.Unavailable},
		"TLS 1.2": {func() *tls.Config {
			config := ours.client("manager")
			config.MaxVersion = tls.VersionTLS12
			return config
		}, nil, codes.Unavailable},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			ours.write(dir, "provider")
			running := startServer(t, Config{TLSDir: dir, AllowedSANs: test.allowed})
			if got := running.validate(credentials.NewTLS(test.client())); got != test.want {
				t.Errorf("%v, want %v", got, test.want)
			}
		})
	}
}

func TestRenewedCertificateIsServed(t *testing.T) {
	ours, dir := newAuthority(t), t.TempDir()
	ours.write(dir, "before")
	config, err := serverTLS(Config{TLSDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	served := func() string {
		t.Helper()
		pair, err := config.GetCertificate(nil)
		if err != nil {
			t.Fatal(err)
		}
		return pair.Leaf.Subject.CommonName
	}
	if name := served(); name != "before" {
		t.Errorf("serves %q", name)
	}
	newer := func() {
		t.Helper()
		later := time.Now().Add(time.Minute)
		if err := os.Chtimes(filepath.Join(dir, certFile), later, later); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, certFile), []byte("half wri"), 0o600); err != nil {
		t.Fatal(err)
	}
	newer()
	if name := served(); name != "before" {
		t.Errorf("serves %q while the renewal is half written", name)
	}
	ours.write(dir, "after")
	newer()
	if name := served(); name != "after" {
		t.Errorf("serves %q after the renewal", name)
	}
}

func TestMissingFiles(t *testing.T) {
	ours := newAuthority(t)
	tests := map[string]struct {
		remove  []string
		require bool
		want    string
	}{
		"none is there":              {[]string{certFile, keyFile, caFile}, false, ""},
		"none is there and required": {[]string{certFile, keyFile, caFile}, true, "lacks tls.crt, tls.key, ca.crt"},
		"no authority":               {[]string{caFile}, false, "lacks ca.crt"},
		"no key":                     {[]string{keyFile}, true, "lacks tls.key"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			ours.write(dir, "provider")
			for _, file := range test.remove {
				if err := os.Remove(filepath.Join(dir, file)); err != nil {
					t.Fatal(err)
				}
			}
			config, err := serverTLS(Config{TLSDir: dir, RequireTLS: test.require})
			if test.want == "" && (err != nil || config != nil) {
				t.Errorf("%v, %v, want plaintext", config, err)
			}
			if test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}

func TestBrokenFiles(t *testing.T) {
	ours := newAuthority(t)
	for _, file := range []string{certFile, keyFile, caFile} {
		t.Run(file, func(t *testing.T) {
			dir := t.TempDir()
			ours.write(dir, "provider")
			if err := os.WriteFile(filepath.Join(dir, file), []byte("nothing"), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := serverTLS(Config{TLSDir: dir}); err == nil {
				t.Error("it was accepted")
			}
		})
	}
}
