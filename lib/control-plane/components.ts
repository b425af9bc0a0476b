import type { ControlPlaneFact } from '../facts.ts';

/** A component of the control plane that the stack wants to scrape. */
export type Component = ControlPlaneFact['component'];

/** What is known of a component beforehand. */
interface ComponentData {
  /** Where it serves metrics unless `--secure-port` says otherwise. */
  port: number;
  /** The stack's alert that nothing of it is being scraped. */
  alert: string;
  /** kubespray's variable for `--bind-address`. */
  kubespray: string;
  /** Where kubeadm's ClusterConfiguration has its arguments. */
  kubeadm: string;
}

export const COMPONENTS: Readonly<Record<Component, ComponentData>> = {
  'kube-scheduler': {
    port: 10259,
    alert: 'KubeSchedulerDown',
    kubespray: 'kube_scheduler_bind_address',
    kubeadm: 'scheduler.extraArgs',
  },
  'kube-controller-manager': {
    port: 10257,
    alert: 'KubeControllerManagerDown',
    kubespray: 'kube_controller_manager_bind_address',
    kubeadm: 'controllerManager.extraArgs',
  },
};

export const COMPONENT_NAMES = Object.keys(COMPONENTS) as Component[];
