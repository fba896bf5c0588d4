package provider

import (
	"errors"
	"testing"

	"google.golang.org/grpc/codes"

	providerv1 "scaffold.invalid/module/internal/gen/provider/v1"
	"scaffold.invalid/module/internal/hypervisor"
	"scaffold.invalid/module/internal/memory"
)

// coreOnly hides whatever a hypervisor can beyond core.
type coreOnly struct{ hypervisor.Hypervisor }

func TestUndeclaredIsUnimplemented(t *testing.T) {
	c := clientOf(t, coreOnly{memory.New(0)})
	id := c.vm("one")
	declared := must(c.GetCapabilities(t.Context(), &providerv1.GetCapabilitiesRequest{}))(t)
	if declared.GetSupportsSnapshots() || declared.GetSupportsImageImport() || declared.GetSupportsReconfigureOnline() {
		t.Errorf("declared: %v", declared)
	}
	calls := map[string]func() error{
		"SnapshotCreate": func() error {
			_, err := c.SnapshotCreate(t.Context(), &providerv1.SnapshotCreateRequest{VmId: id})
			return err
		},
		"SnapshotRevert": func() error {
			_, err := c.SnapshotRevert(t.Context(), &providerv1.SnapshotRevertRequest{VmId: id})
			return err
		},
		"SnapshotDelete": func() error {
			_, err := c.SnapshotDelete(t.Context(), &providerv1.SnapshotDeleteRequest{VmId: id})
			return err
		},
		"Clone": func() error {
			_, err := c.Clone(t.Context(), &providerv1.CloneRequest{SourceVmId: id, TargetName: "two"})
			return err
		},
		"ImagePrepare": func() error {
			_, err := c.ImagePrepare(t.Context(), &providerv1.ImagePrepareRequest{ImageJson: "{}", TargetName: "image"})
			return err
		},
		"ExportDisk": func() error {
			_, err := c.ExportDisk(t.Context(), &providerv1.ExportDiskRequest{VmId: id})
			return err
		},
		"ImportDisk": func() error {
			_, err := c.ImportDisk(t.Context(), &providerv1.ImportDiskRequest{})
			return err
		},
		"HardwareUpgrade": func() error {
			_, err := c.HardwareUpgrade(t.Context(), &providerv1.HardwareUpgradeRequest{Id: id})
			return err
		},
	}
	for name, call := range calls {
		t.Run(name, func(t *testing.T) { wantCode(t, call(), codes.Unimplemented) })
	}
}

func TestRunningVMIsNotReconfigured(t *testing.T) {
	c := clientOf(t, coreOnly{memory.New(0)})
	id := c.vm("one")
	c.power(id, providerv1.PowerOp_POWER_OP_ON)
	answer, err := c.Reconfigure(t.Context(), &providerv1.ReconfigureRequest{Id: id, DesiredJson: `{"Class":{"CPU":2}}`})
	if message := c.outcome(must(answer, err)(t).GetTask()); message == "" || c.listed(id).GetCpu() != 1 {
		t.Errorf("a VM that is On was reconfigured: %q", message)
	}
}

func TestOwnBeginsEmpty(t *testing.T) {
	c := clientOf(t, hypervisor.Unimplemented{})
	answer := must(c.Validate(t.Context(), &providerv1.ValidateRequest{}))(t)
	if answer.GetOk() || answer.GetMessage() == "" {
		t.Errorf("Validate: %v", answer)
	}
	_, err := c.Create(t.Context(), &providerv1.CreateRequest{Name: "one"})
	wantCode(t, err, codes.Unimplemented)
}

func TestStatusOfAnyError(t *testing.T) {
	wantCode(t, statusOf(errors.New("disk full")), codes.Internal)
	wantCode(t, statusOf(errors.Join(errors.New("lost"), hypervisor.ErrUnavailable)), codes.Unavailable)
}
