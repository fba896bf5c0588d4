package provider

import (
	"context"
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"scaffold.invalid/module/internal/hypervisor"
	"scaffold.invalid/module/internal/tasks"
)

var codeOf = []struct {
	err  error
	code codes.Code
}{
	{hypervisor.ErrNotFound, codes.NotFound},
	{hypervisor.ErrExists, codes.AlreadyExists},
	{hypervisor.ErrInvalid, codes.InvalidArgument},
	{hypervisor.ErrWrongState, codes.FailedPrecondition},
	{hypervisor.ErrUnavailable, codes.Unavailable},
	{hypervisor.ErrUnsupported, codes.Unimplemented},
	{tasks.ErrClosed, codes.Unavailable},
	{context.DeadlineExceeded, codes.DeadlineExceeded},
	{context.Canceled, codes.Canceled},
}

// statusOf is the gRPC status of an error. The manager acts on NOT_FOUND,
// INVALID_ARGUMENT, UNAVAILABLE and DEADLINE_EXCEEDED, so that these must be true.
func statusOf(err error) error {
	for _, known := range codeOf {
		if errors.Is(err, known.err) {
			return status.Error(known.code, err.Error())
		}
	}
	if _, is := status.FromError(err); is {
		return err
	}
	return status.Error(codes.Internal, err.Error())
}

func unsupported(profile string) error {
	return status.Errorf(codes.Unimplemented, "this hypervisor does not support the %s profile", profile)
}
