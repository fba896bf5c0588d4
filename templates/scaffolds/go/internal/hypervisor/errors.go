package hypervisor

import (
	"context"
	"errors"
)

// What callers tell apart; wrap them with fmt.Errorf("...: %w", ErrNotFound).
// Any other error becomes the gRPC status INTERNAL.
var (
	ErrNotFound    = errors.New("not found")
	ErrExists      = errors.New("already exists")
	ErrInvalid     = errors.New("invalid")
	ErrWrongState  = errors.New("wrong state")
	ErrUnavailable = errors.New("hypervisor unavailable")
	ErrUnsupported = errors.New("not supported")
)

// Unimplemented is a Hypervisor without a single method of its own. Embed it
// and write the methods one after another.
type Unimplemented struct{}

var _ Hypervisor = Unimplemented{}

// Ping is not written yet.
func (Unimplemented) Ping(context.Context) error { return ErrUnsupported }

// Create is not written yet.
func (Unimplemented) Create(context.Context, Spec) (string, Work, error) {
	return "", nil, ErrUnsupported
}

// Get is not written yet.
func (Unimplemented) Get(context.Context, string) (VM, error) { return VM{}, ErrUnsupported }

// List is not written yet.
func (Unimplemented) List(context.Context) ([]VM, error) { return nil, ErrUnsupported }

// Delete is not written yet.
func (Unimplemented) Delete(context.Context, string) (Work, error) { return nil, ErrUnsupported }

// Power is not written yet.
func (Unimplemented) Power(context.Context, string, PowerChange) (Work, error) {
	return nil, ErrUnsupported
}

// Reconfigure is not written yet.
func (Unimplemented) Reconfigure(context.Context, string, Change) (Work, error) {
	return nil, ErrUnsupported
}
