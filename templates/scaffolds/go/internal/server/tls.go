package server

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The files that the manager mounts.
const (
	certFile = "tls.crt"
	keyFile  = "tls.key"
	caFile   = "ca.crt"
)

// serverTLS asks every client for a certificate of ca.crt. Nil means plaintext:
// none of the files is there. Some of them, but not all, is a mistake.
//
// The certificate and its key are read again when the files have changed, so
// that a renewed Secret needs no restart; ca.crt is read once.
func serverTLS(config Config) (*tls.Config, error) {
	var missing []string
	for _, name := range []string{certFile, keyFile, caFile} {
		if _, err := os.Stat(filepath.Join(config.TLSDir, name)); errors.Is(err, fs.ErrNotExist) {
			missing = append(missing, name)
		} else if err != nil {
			return nil, fmt.Errorf("TLS: %w", err)
		}
	}
	switch {
	case len(missing) == 3 && !config.RequireTLS:
		return nil, nil
	case len(missing) > 0:
		return nil, fmt.Errorf("TLS: %s lacks %s; VIRTRIGAUD_PROVIDER_INSECURE=true serves plaintext where all are missing",
			config.TLSDir, strings.Join(missing, ", "))
	}
	pem, err := os.ReadFile(filepath.Join(config.TLSDir, caFile))
	if err != nil {
		return nil, fmt.Errorf("TLS: %w", err)
	}
	clients := x509.NewCertPool()
	if !clients.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("TLS: %s holds no certificate", caFile)
	}
	pair := &keyPair{dir: config.TLSDir}
	if _, err := pair.current(nil); err != nil {
		return nil, err
	}
	return &tls.Config{
		MinVersion:     tls.VersionTLS13,
		ClientAuth:     tls.RequireAndVerifyClientCert,
		ClientCAs:      clients,
		GetCertificate: pair.current,
	}, nil
}
